"""Forms that staff make: what they ask, how they are scored."""
