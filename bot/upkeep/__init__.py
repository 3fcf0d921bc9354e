"""The living library: the index follows the folder, and what was quoted before is looked at again."""
