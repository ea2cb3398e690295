"""Machinery that knows no subject, one folder a family."""
