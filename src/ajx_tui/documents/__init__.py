"""Official documents: one block model, rendered to PDF and Word."""
