"""What the records are: field types, record declarations, workflow tables. No SQL, no files, no Textual."""
