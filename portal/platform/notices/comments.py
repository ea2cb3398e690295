"""Comments on a record; people mentioned with @ are notified."""

import re
from typing import Any

from sqlalchemy import select

from models.people import User
from models.platform.records import Comment
from models.words.kinds import Kind
from models.words.permissions import Permission
from models.words.text import N_
from portal.access.load import actor_for
from portal.access.policy import can
from portal.errors import Invalid
from portal.events import Saved
from portal.platform.limits import require_short
from portal.platform.notices import outbox
from portal.platform.texts import drop_unseen
from portal.work import Work

LONGEST = 2000
HIDDEN = re.compile("[\u202a-\u202e\u2066-\u2069]")  # they turn the rest of the page around
NAMED = re.compile(r"@([^\s@，。；、,.;:：]{1,30})")


def add_comment(work: Work, row: Any, text: str, see: Permission) -> Comment:
    """A comment on a record the caller has loaded. Raises ``Invalid`` when it is blank or long.

    ``@name`` tells active people of exactly that name who may ``see`` the record themselves.
    """
    text = HIDDEN.sub("", text).strip()
    if not drop_unseen(text).strip():
        raise Invalid(N_("Please write a comment."), field="text")
    long = N_("A comment has at most %(most)s characters; you have %(now)s.")
    require_short(text, LONGEST, "text", sentence=long)
    told = [id for id in _named(work, text) if _sees(work, id, see, row)]
    comment: Comment = work.add(
        Comment(
            subject=row.kind, subject_id=row.id, author_id=work.actor.id, text=text, mentions=told
        )
    )
    changes = {"text": [None, text], "about": [None, f"{row.kind}:{row.id}"]}
    work.record(Saved(kind=Kind.COMMENT, id=comment.id, changes=changes, created=True))
    outbox.tell(
        work,
        told,
        "comment.named",
        row.kind,
        row.id,
        stage=str(comment.id),
        who=work.actor.name,
        text=text[:80],
    )
    return comment


def _sees(work: Work, user_id: int, see: Permission, row: Any) -> bool:
    """Words about a record reach nobody to whom the record is not there."""
    who = actor_for(work.session, user_id, work.now)
    return who is not None and can(who, see, row)


def _named(work: Work, text: str) -> list[int]:
    """The people whose names follow an @; the longest name wins («@张经理请看» names 张经理)."""
    heads = {word[:size] for word in NAMED.findall(text) for size in range(2, len(word) + 1)}
    if not heads:
        return []
    found = work.session.execute(
        select(User.id, User.name).where(User.name.in_(heads), User.active)
    ).all()
    longest = {
        max((n for _, n in found if word.startswith(n)), key=len, default="")
        for word in NAMED.findall(text)
    }
    return sorted(id for id, name in found if name in longest)
