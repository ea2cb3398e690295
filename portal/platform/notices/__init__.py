"""Notices, and the letters that carry them."""
