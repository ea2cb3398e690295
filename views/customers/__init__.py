"""Screens of the customers wing: cards, their forms, merging."""
