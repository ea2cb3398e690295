"""The daily digest: open items, and notices since the last one, for those who chose it (D8)."""

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import select

from models.people import User
from models.platform.notices import Digest, Dispatch, Notice
from models.words.kinds import Kind
from models.words.platform import Channel, NoticeState
from models.words.plurals import fill
from models.words.text import N_
from portal.access.load import actor_for
from portal.office import todo, topics
from portal.platform import language
from portal.platform.notices import carriage, mail, outbox
from portal.platform.notices.mail import Letter
from portal.platform.todo.query import Line
from portal.work import Work

MOST = 50  # lines of a letter


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
        .where(carriage.is_due(Digest, work.now))
    )
    query = query.where(carriage.is_free(Digest, work.now)).order_by(Digest.id).limit(most)
    return list(work.session.scalars(query.with_for_update(skip_locked=True)))


def compose_digest(work: Work, digest: Digest) -> Letter | None:
    """The letter as things stand now, or None when nothing is open or nobody wants it any more."""
    user = work.session.execute(
        select(User.name, User.email, User.preferences, User.active).where(
            User.id == digest.user_id
        )
    ).one()
    tongue = str(user.preferences.get("language") or "zh_CN")
    wanted = user.active and user.email and outbox.mail_preference(user.preferences) == outbox.DAILY
    waits = _waits(work, digest.user_id) if wanted else []
    told, covered = _told(work, digest, {(line.kind, line.id) for line in waits})
    lines = [_line(line, tongue) for line in waits]
    lines += [_said(notice, tongue) for notice in told] if wanted else []
    if not lines:
        return None
    numbered = enumerate(dict.fromkeys(lines), start=1)
    subject = language.translate_text(N_("You have %(count)s open items today"), tongue)
    letter = mail.fill_letter(
        work,
        f"digest-{digest.id}",
        user.email,
        fill(subject, {"count": len(dict.fromkeys(lines))}),
        tongue,
        mark=f"{digest.day}:{user.email}",
        name=user.name,
        sentence="\n".join(f"{number}. {line}" for number, line in numbered),
        link=f"{work.config.base_url}/inbox/",
    )
    return replace(letter, covered=tuple(covered))


def _waits(work: Work, user_id: int) -> list[Line]:
    """What the inbox of that person shows as theirs to do, whatever they were told."""
    actor = actor_for(work.session, user_id, work.now)
    if actor is None:
        return []
    return todo.read_todo(replace(work, actor=actor)).lines(*todo.MINE, most=MOST)


def _line(line: Line, tongue: str) -> str:
    said = fill(language.translate_text(line.part.say, tongue), {"name": line.name})
    if line.due is None:
        return said
    by = language.translate_text(N_("%(what)s, by %(day)s"), tongue)
    return fill(by, {"what": said, "day": line.due.isoformat()})


def _said(notice: Notice, tongue: str) -> str:
    return topics.tell_topic(
        notice.topic, notice.values, lambda text: language.translate_text(text, tongue)
    )


def _told(
    work: Work, digest: Digest, known: Collection[tuple[Kind, int]]
) -> tuple[list[Notice], list[int]]:
    """What was told since the last digest, is unread and still true; the rest is dropped (D8).

    What is about one of the ``known`` records is carried by their lines. Also the ids of the
    dispatches that are sent with it.
    """
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
    result: list[Notice] = []
    covered: list[int] = []
    for dispatch, notice in rows:
        if notice.read_at is not None or not topics.is_still_true(work, notice):
            dispatch.outcome = NoticeState.DROPPED
        else:
            covered.append(dispatch.id)
            if (notice.subject, notice.subject_id) not in known:
                result.append(notice)
    return result, covered
