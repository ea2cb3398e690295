"""The work calendar as a value, and as the database keeps it."""
