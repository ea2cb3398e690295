"""Screens of people: sign-in, accounts, roles, one's own page."""
