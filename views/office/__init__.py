"""Screens that speak of several wings: home, inbox, sheets, imports, settings."""
