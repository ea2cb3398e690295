"""Workbooks: one description of a sheet, two writers behind it."""
