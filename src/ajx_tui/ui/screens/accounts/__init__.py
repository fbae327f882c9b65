"""First start, logging in, accounts and passwords."""
