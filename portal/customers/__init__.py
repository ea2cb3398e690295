"""Customer cards: writing and checking them, doubles, merging, import."""
