"""Accounts, roles and rights, delegation, sign-in and step-up."""
