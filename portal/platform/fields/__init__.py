"""Kinds of value: one literal table of what each of them is and does."""
