"""One record: its page, form, attachments, history, and the life of an enterprise."""
