"""Screens of approvals and their chains."""
