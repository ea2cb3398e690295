"""Every view, in menu order. The whole list, in one place."""

from flask_admin import Admin


def build(admin: Admin) -> None:
    """Add each view under its heading."""
