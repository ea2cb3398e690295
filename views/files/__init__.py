"""Screens of files, places, labels and deficiencies."""
