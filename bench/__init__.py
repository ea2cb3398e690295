"""Benchmarks our pages, stock Flask-Admin (the peer) and the raw driver (the floor) in one run."""
