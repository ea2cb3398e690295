"""Reads Flask-Admin's options once at start and builds list, form and record page from them."""
