"""One user intention is one function and one transaction. The only floor that writes records."""
