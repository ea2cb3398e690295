"""Stored bytes, safe copies and pictures of them."""
