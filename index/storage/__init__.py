"""What is kept: the store, the records beside it, and what is read from and written to them."""
