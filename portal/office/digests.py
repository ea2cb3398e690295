"""The daily digest: open items, and notices since the last one, for those who chose it (D8)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select

from models.approvals import Approval, ApprovalTask
from models.files.deficiencies import Deficiency
from models.files.records import CustomerFile
from models.lending.loans import Loan
from models.people import User
from models.platform.notices import Digest, Dispatch, Notice
from models.words.approvals import ApprovalState, TaskState
from models.words.files import DeficiencyState
from models.words.platform import Channel, NoticeState
from models.words.text import N_
from portal.lending import flags
from portal.office import topics
from portal.platform import language
from portal.platform.notices import mail, outbox
from portal.platform.notices.mail import Letter
from portal.work import Work

Said = tuple[str, dict[str, Any]]  # a topic and its values


def plan_all(work: Work) -> None:
    """Today's digest for everybody who wants one; planned again on the same day: nothing more."""
    known = set(work.session.scalars(select(Digest.user_id).where(Digest.day == work.today)))
    rows = work.session.execute(
        select(User.id, User.preferences).where(User.active, User.email != "")
    )
    for user_id, chosen in rows:
        if outbox.mail_preference(chosen) == outbox.DAILY and user_id not in known:
            work.session.add(Digest(user_id=user_id, day=work.today))


def waiting_digests(work: Work, most: int) -> list[Digest]:
    """Digests that are due to leave, oldest first."""
    query = (
        select(Digest)
        .where(Digest.outcome == NoticeState.PENDING)
        .where((Digest.next_at.is_(None)) | (Digest.next_at <= work.now))
    )
    return list(work.session.scalars(query.order_by(Digest.id).limit(most)))


def compose_digest(work: Work, digest: Digest) -> Letter | None:
    """The letter as things stand now, or None when nothing is open or nobody wants it any more."""
    user = work.session.execute(
        select(User.name, User.email, User.preferences, User.active).where(
            User.id == digest.user_id
        )
    ).one()
    tongue = str(user.preferences.get("language") or "zh_CN")
    told = _told(work, digest)
    wanted = user.active and user.email and outbox.mail_preference(user.preferences) == outbox.DAILY
    things = [*_open(work, digest.user_id, user.name), *told] if wanted else []
    if not things:
        return None
    lines = dict.fromkeys(_line(topic, values, tongue) for topic, values in things)
    said = "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))
    subject = language.translate_text(N_("You have %(count)s open items today"), tongue)
    return mail.fill_letter(
        work,
        f"digest-{digest.id}",
        user.email,
        subject % {"count": len(lines)},
        "digest",
        tongue,
        name=user.name,
        sentence=said,
        link=f"{work.config.base_url}/inbox/",
    )


def _line(topic: str, values: dict[str, Any], tongue: str) -> str:
    return topics.tell_topic(topic, values, lambda text: language.translate_text(text, tongue))


def _open(work: Work, user_id: int, name: str) -> Iterator[Said]:
    """What waits for a person whatever they were told: turns, loans due, parts to bring."""
    turns = (
        select(Approval.title)
        .join(ApprovalTask, ApprovalTask.approval_id == Approval.id)
        .where(
            ApprovalTask.assignee_id == user_id,
            ApprovalTask.state == TaskState.OPEN,
            Approval.state == ApprovalState.OPEN,
        )
        .order_by(ApprovalTask.id)
    )
    for title in work.session.scalars(turns):
        yield "approval.waiting", {"title": title}
    due = flags.is_overdue(work.today) | flags.is_due_soon(work.today)
    loans = (
        select(CustomerFile.number, Loan.due_on)
        .join(CustomerFile, CustomerFile.id == Loan.file_id)
        .where(Loan.owner_id == user_id, due)
        .order_by(Loan.due_on)
    )
    for number, due_on in work.session.execute(loans):
        stage = "t+1" if due_on < work.today else "t-2"
        values = {"number": number, "name": name, "due_on": due_on.isoformat()}
        yield f"loan.reminder.{stage}", values
    parts = (
        select(Deficiency.part, CustomerFile.number, Deficiency.cure_by)
        .join(CustomerFile, CustomerFile.id == Deficiency.file_id)
        .where(Deficiency.owner_id == user_id, Deficiency.state == DeficiencyState.OPEN)
        .order_by(Deficiency.cure_by, Deficiency.id)
    )
    for part, number, cure_by in work.session.execute(parts):
        values = {"part": part, "number": number, "cure_by": cure_by.isoformat()}
        yield "deficiency.uncured", values


def _told(work: Work, digest: Digest) -> list[Said]:
    """What was told since the last digest, is unread and still true; the rest is dropped (D8)."""
    rows = work.session.execute(
        select(Dispatch, Notice)
        .join(Notice, Notice.id == Dispatch.notice_id)
        .where(
            Notice.user_id == digest.user_id,
            Dispatch.channel == Channel.DIGEST,
            Dispatch.outcome == NoticeState.PENDING,
        )
        .order_by(Dispatch.id)
    ).all()
    result: list[Said] = []
    covered: list[int] = []
    for dispatch, notice in rows:
        if notice.read_at is not None or not topics.is_still_true(work, notice):
            dispatch.outcome = NoticeState.DROPPED
        else:
            result.append((notice.topic, notice.values))
            covered.append(dispatch.id)
    digest.covered = covered
    return result


def settle_digest(work: Work, digest: Digest, now: datetime) -> None:
    """Mark the digest, and the notices it carried, as sent."""
    rows = select(Dispatch).where(Dispatch.id.in_(digest.covered))
    for dispatch in work.session.scalars(rows):
        dispatch.outcome, dispatch.sent_at = NoticeState.SENT, now
