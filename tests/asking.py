"""Plain functions that make what tests about asking and approving need."""

from datetime import timedelta

from models.people import Delegation


def delegate(stage, giver, taker, *, days=2):
    """``giver`` lets ``taker`` decide from now on."""
    with stage.work() as work:
        work.add(
            Delegation(
                from_id=stage.people[giver], to_id=stage.people[taker], reason="出差",
                starts_at=stage.now, ends_at=stage.now + timedelta(days=days), subjects=[],
            )
        )  # fmt: skip
