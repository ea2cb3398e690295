"""Workbooks: one description of a sheet and the two writers that share it."""
