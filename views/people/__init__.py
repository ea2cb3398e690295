"""Screens of the people wing: sign-in, accounts, roles, delegations, the own account."""
