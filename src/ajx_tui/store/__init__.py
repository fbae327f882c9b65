"""All SQL of the program: opening, migrating, reading and writing the one SQLite file."""
