"""Passages to hits: embedding, storing, and searching by meaning and by words."""
