"""What the official documents say: one module per document, each a function from `Facts` to a `Document`."""
