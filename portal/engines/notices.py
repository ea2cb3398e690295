"""Tells people: a row in the same transaction, told once, re-checked before it leaves (D8)."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from models.system import Dispatch, Notice
from models.words.kinds import Channel, Kind
from portal.work import Work


def tell(
    work: Work,
    people: Iterable[int],
    topic: str,
    kind: Kind,
    id: int,
    *,
    stage: str = "",
    **values: Any,
) -> list[Notice]:
    """One notice per person, unless the same (topic, record, stage) was told them before.

    The one who acts is never told of their own act. ``values`` must be plain JSON.
    """
    told = []
    for user_id in dict.fromkeys(people):
        dedup = f"{topic}:{kind}:{id}:{user_id}:{stage}"
        known = work.session.scalar(select(Notice.id).where(Notice.dedup == dedup))
        if known or user_id in (0, work.actor.id):
            continue
        notice = Notice(
            user_id=user_id, topic=topic, subject=kind, subject_id=id, values=values,
            dedup=dedup, created_at=work.now,
        )  # fmt: skip
        told.append(work.add(notice))
        work.session.add(Dispatch(notice_id=notice.id, channel=Channel.MAIL))
    return told
