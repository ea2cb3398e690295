"""Labels of audited acts: ``act_label('sign_in')``."""

from collections.abc import Mapping

from models.words import (
    access,
    approvals,
    customers,
    files,
    lending_acts,
    machine_acts,
    people,
    platform,
)

ACTS: Mapping[str, str] = {
    **access.ACTS,
    **platform.ACTS,
    **people.ACTS,
    **approvals.ACTS,
    **customers.ACTS,
    **files.ACTS,
    **lending_acts.ACTS,
    **machine_acts.ACTS,
}


def act_label(happened: str) -> str:
    """The msgid of an act; a refused one is recorded as «listing.act»."""
    return ACTS.get(happened.rpartition(".")[2], happened)
