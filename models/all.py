"""Imports every table, so that the metadata is complete. Entry points import this once."""

from models import (
    approvals,
    customers,
    deficiencies,
    files,
    imports,
    lending,
    people,
    places,
    queue,
    requests,
    search,
    signatures,
    system,
    triggers,
)

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
