"""What waits for a person: kinds of thing that wait, handed in by the wings, and one query."""
