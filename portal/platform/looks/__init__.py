"""Reading on record: who looked at what, what was searched for, and how much."""
