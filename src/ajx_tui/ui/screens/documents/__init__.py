"""Room 7: choosing a document, its text and files, the versions kept of it."""
