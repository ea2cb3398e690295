"""Imports every table, so that the metadata is complete. Entry points import this once."""

from models import approvals, customers, people, triggers
from models.files import deficiencies, places
from models.files import records as files
from models.lending import loans as lending
from models.lending import requests, signatures
from models.platform import imports, queue, search, system

__all__ = [
    "approvals",
    "customers",
    "deficiencies",
    "files",
    "imports",
    "lending",
    "people",
    "places",
    "queue",
    "requests",
    "search",
    "signatures",
    "system",
    "triggers",
]
