"""Parses ids from URLs and forms."""

from portal.platform.fields.outside import parse_id

__all__ = ["parse_id"]
