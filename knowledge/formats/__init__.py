"""Files of every kind to what a document is made of: one module a kind, each with `read(bytes) -> Content`."""
