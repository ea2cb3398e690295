"""What the audit calls an act, for people: ``act_label('sign_in')``."""

from collections.abc import Mapping

from models.words import approvals, customers, files, lending, people, platform

ACTS: Mapping[str, str] = {
    **platform.ACTS,
    **people.ACTS,
    **approvals.ACTS,
    **customers.ACTS,
    **files.ACTS,
    **lending.ACTS,
}


def act_label(happened: str) -> str:
    """The msgid of an act; a refusal is named «listing.act» after where it was tried."""
    return ACTS.get(happened.rpartition(".")[2], happened)
