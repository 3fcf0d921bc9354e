"""Question to hits: by meaning and by words, ranked together."""
