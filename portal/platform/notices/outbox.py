"""Notifies people: a row in the same transaction, once each, re-checked before mailing (D8)."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from models.people import User
from models.platform.notices import Dispatch, Notice
from models.words.kinds import Kind
from models.words.platform import Channel
from portal.work import Work

AT_ONCE, DAILY, NONE = "at_once", "daily", "none"


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

    The one who acts is never told of their own act. ``values`` must be plain JSON. Where mail is
    set up, it goes out later by a job; what fails there never undoes the business (D8).
    """
    result = []
    for user_id in dict.fromkeys(people):
        dedup = f"{topic}:{kind}:{id}:{user_id}:{stage}"
        known = work.session.scalar(select(Notice.id).where(Notice.dedup == dedup))
        if known or user_id in (0, work.actor.id):
            continue
        notice = Notice(
            user_id=user_id,
            topic=topic,
            subject=kind,
            subject_id=id,
            values=values,
            dedup=dedup,
            created_at=work.now,
        )
        result.append(work.add(notice))
        if work.config.smtp and (channel := _channel(work, user_id)):
            work.session.add(Dispatch(notice_id=notice.id, channel=channel))
    return result


def tell_by_letter(
    work: Work,
    people: Iterable[int],
    topic: str,
    kind: Kind,
    id: int,
    **values: Any,
) -> None:
    """``tell``, and mail it at once whatever the person prefers: what guards their account."""
    for notice in tell(work, people, topic, kind, id, **values):
        if not work.config.smtp:
            continue
        row = work.session.scalar(select(Dispatch).where(Dispatch.notice_id == notice.id))
        if row is None:
            row = work.add(Dispatch(notice_id=notice.id, channel=Channel.MAIL))
        row.channel = Channel.MAIL


def mail_preference(preferences: Mapping[str, Any]) -> str:
    """What a person chose for mail: at once, once a day, or none."""
    return str(preferences.get("mail") or AT_ONCE)


def _channel(work: Work, user_id: int) -> Channel | None:
    """How a notice leaves the portal for this person, if it does."""
    chosen = work.session.scalar(select(User.preferences).where(User.id == user_id))
    return {AT_ONCE: Channel.MAIL, DAILY: Channel.DIGEST}.get(mail_preference(chosen or {}))
