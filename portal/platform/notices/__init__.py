"""What people are told, and the letters that carry it."""
