"""Screens of requests, loans and the desk."""
