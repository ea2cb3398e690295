"""Loads an actor from a user or a session, with the rights it has now (I-12)."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Row,
    String,
    bindparam,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session

from models.people import (
    Delegation,
    Department,
    LoginSession,
    Role,
    RoleFieldRule,
    RoleGrant,
    User,
    UserRole,
)
from models.platform.records import Setting
from models.words.access import Duty, FieldRule, Reach
from models.words.kinds import Kind
from models.words.people import DelegationState
from models.words.permissions import Permission
from portal.access.actor import Actor, Stand
from portal.access.clearances import highest_clearance, listed_grades, logged_grades
from portal.access.windows import HERE

PERMISSIONS = {word.value: word for word in Permission}
REACHES = {word.value: word for word in Reach}
WIDTH, STRICTNESS, ASVS = list(Reach), list(FieldRule), "asvs"
TEXTS = 5  # of a line
# A session's id and its moment as written → when it was in use last.
Seen = Callable[[int, datetime], datetime]
NOWHERE = "none"  # the path of a department that nobody has
# Plain columns: every request reads them, and needs no objects.
user, department, login = User.__table__.c, Department.__table__.c, LoginSession.__table__.c
role, holder, grant = Role.__table__.c, UserRole.__table__.c, RoleGrant.__table__.c
rule, setting = RoleFieldRule.__table__.c, Setting.__table__.c
CLEARED = func.coalesce(role.clearance, "")
HOME = User.__table__.outerjoin(Department.__table__, department.id == user.department_id)
SETTINGS: Mapping[str, Any] = {
    "office_name": "青简档案室",
    "idle_minutes": 30,
    "idle_minutes_officers": 10,
    "session_hours": 12,
    "password_profile": ASVS,
    "password_days": 90,
    "listed_up_to": "internal",
    "log_reads_from": "secret",
}  # defaults as in portal.settings; a test holds the two together


@dataclass(frozen=True)
class SignedIn:
    """A live session: who acts in it, and what the views need of the person."""

    actor: Actor
    session_id: int
    seen_at: datetime
    must_change_password: bool
    must_enrol: bool
    preferences: dict[str, Any]
    office: str


def _people() -> Any:
    return select(
        user.id,
        user.name,
        user.post,
        user.department_id,
        department.name.label("department"),
        department.path,
        user.preferences,
        user.must_change_password,
        user.password_changed_at,
    ).select_from(HOME)


def _text(column: Any) -> Any:
    return cast(column, String)


def _line(tag: str, *columns: Any) -> Any:
    """One branch of the union: a tag and five texts."""
    word = [type_coerce(column, String) for column in columns]
    return select(literal(tag).label("tag"), *word, *[null()] * (TEXTS - len(word)))


def _rights(me: Any, path: Any) -> list[Any]:
    """Everything that person ``me`` may do now, in lines; ``path`` is their department's."""
    first, giver = Delegation.__table__.alias().c, Delegation.__table__.alias().c
    of_mine, for_me = holder.user_id == me, (first.to_id == me, *_holds(first), user.active)
    return [
        _line(
            "role", _text(role.id), role.code, role.duty, func.coalesce(role.clearance, "")
        ).where(holder.role_id == role.id, of_mine),
        # All grants in one text: they are most of what there is, and each page reads them.
        _line("grants", func.aggregate_strings(grant.permission + " " + grant.reach, ",")).where(
            holder.role_id == grant.role_id, of_mine
        ),
        _line("field", rule.subject, rule.field, rule.rule).where(
            holder.role_id == rule.role_id, of_mine
        ),
        _line("below", _text(department.id)).where(department.path.startswith(path)),
        _line(
            "stand", _text(first.from_id), user.name, _text(first.id), _text(first.subjects)
        ).where(user.id == first.from_id, *for_me),
        # One step further back: who stands for my giver (C4: a chain of two, no longer).
        _line(
            "onward",
            _text(giver.from_id),
            user.name,
            _text(giver.id),
            _text(giver.subjects),
            _text(first.subjects),
        ).where(user.id == giver.from_id, first.from_id == giver.to_id, *for_me, *_holds(giver)),
        _line("setting", setting.name, _text(setting.value)).where(
            or_(*(setting.name == name for name in SETTINGS))
        ),
    ]


def _holds(delegation: Any) -> tuple[Any, ...]:
    """In ``[starts_at, ends_at)`` and not ended (C4)."""
    now = bindparam("now", type_=delegation.starts_at.type)
    return (
        delegation.state == DelegationState.GIVEN,
        delegation.starts_at <= now,
        delegation.ends_at > now,
    )


def _signed_in() -> Any:
    """A session, its person and their rights in one question: each page asks it."""
    live = (login.token_hash == bindparam("token"), login.ended_at.is_(None))
    me: Any = select(login.user_id).where(*live).scalar_subquery()
    path: Any = (
        select(func.coalesce(department.path, NOWHERE))
        .select_from(HOME)
        .where(user.id == me)
        .scalar_subquery()
    )
    person = (
        _people()
        .add_columns(login.id.label("session_id"), login.created_at, login.seen_at, login.data)
        .where(login.user_id == user.id, user.active, *live)
        .subquery()
    )
    texts = [cast(null(), String).label(f"text_{n}") for n in range(TEXTS)]
    first = select(literal("me").label("tag"), *texts, *person.c)
    rest = [line.add_columns(*[null()] * len(person.c)) for line in _rights(me, path)]
    return union_all(first, *rest)


PERSON = _people().where(user.id == bindparam("id"), user.active)
RIGHTS = union_all(*_rights(bindparam("me"), bindparam("path")))
SIGNED_IN = _signed_in()


def actor_for(session: Session, user_id: int, now: datetime, address: str = "") -> Actor | None:
    """The actor of an active user, or None."""
    person = session.execute(PERSON, {"id": user_id}).first()
    return None if person is None else _actor(person, _lines(session, person, now), address, now)


def _as_written(_session_id: int, written: datetime) -> datetime:
    return written


def load_signed_in(
    session: Session, token: str, now: datetime, address: str = "", seen: Seen = _as_written
) -> SignedIn | None:
    """Who is behind a session's token (its hash), while account and time limits hold."""
    given = {"token": token, "now": now}
    found = session.connection().execute(SIGNED_IN, given).all()
    if (row := next((line for line in found if line.tag == "me"), None)) is None:
        return None
    lines = _sorted(found)
    held = dict(SETTINGS) | {name: json.loads(text)["value"] for name, text in lines["setting"]}
    officer = bool({Duty(duty) for _, _, duty, _ in lines["role"]} - {Duty.BUSINESS})
    idle = timedelta(minutes=held["idle_minutes_officers" if officer else "idle_minutes"])
    started, seen_at = row.created_at, seen(row.session_id, row.seen_at)
    if now - seen_at > idle or now - started > timedelta(hours=held["session_hours"]):
        return None
    kept = row.data or {}
    shown = datetime.fromisoformat(kept["proved_at"]) if "proved_at" in kept else started
    return SignedIn(
        actor=replace(_actor(row, lines, address, now), proved_at=shown),
        session_id=row.session_id,
        seen_at=seen_at,
        must_change_password=row.must_change_password or _stale(row, held, now),
        must_enrol=bool(kept.get("must_enrol")),
        preferences=row.preferences or {},
        office=held["office_name"],
    )


def _stale(person: Row[Any], held: Mapping[str, Any], now: datetime) -> bool:
    """Only the 等保 profile lets passwords age."""
    if held["password_profile"] == ASVS or person.password_changed_at is None:
        return False
    return bool(now - person.password_changed_at > timedelta(days=held["password_days"]))


def _lines(session: Session, person: Row[Any], now: datetime) -> dict[str, list[Any]]:
    given = {"me": person.id, "path": person.path or NOWHERE, "now": now}
    return _sorted(session.connection().execute(RIGHTS, given).all())


def _sorted(rows: Iterable[Sequence[Any]]) -> dict[str, list[Any]]:
    """The lines by their tag, without what is empty."""
    result: dict[str, list[Any]] = {
        tag: [] for tag in ("me", "role", "grants", "field", "below", "stand", "onward", "setting")
    }
    for line in rows:
        result[line[0]].append([value for value in line[1 : TEXTS + 1] if value is not None])
    return result


def _actor(person: Row[Any], lines: Mapping[str, list[Any]], address: str, now: datetime) -> Actor:
    grants = _grants("".join(*lines["grants"]))
    return Actor(
        id=person.id,
        name=person.name,
        department_id=person.department_id,
        department=person.department or "",
        post=person.post,
        roles=tuple(sorted(code for _, code, *_ in lines["role"])),
        below=frozenset(int(id) for (id,) in lines["below"]),
        grants=grants,
        field_rules=_field_rules(lines["field"], len(lines["role"])),
        stands_for=_stands(person.id, lines),
        address=address,
        listed=listed_grades(_kept(lines["setting"], "listed_up_to"), grants),
        logged=logged_grades(_kept(lines["setting"], "log_reads_from")),
        clearance=highest_clearance([grade for *_, grade in lines["role"]]),
        today=now.astimezone(HERE).date(),
    )


def _kept(settings: Iterable[Any], name: str) -> Any:
    """A setting as this office has it."""
    return next((json.loads(text)["value"] for n, text in settings if n == name), SETTINGS[name])


def _grants(text: str) -> dict[Permission, Reach]:
    """The widest reach that any role gives, of «permission reach,permission reach,…»."""
    grants: dict[Permission, Reach] = {}
    for pair in filter(None, text.split(",")):
        word, _, far = pair.partition(" ")
        permission, reach = PERMISSIONS[word], REACHES[far]
        had = grants.get(permission)
        if had is None or WIDTH.index(reach) > WIDTH.index(had):
            grants[permission] = reach
    return grants


def _field_rules(rows: Iterable[tuple[str, ...]], roles: int) -> dict[tuple[Kind, str], FieldRule]:
    """The mildest rule of all roles; a role that says nothing leaves the field open."""
    rules: dict[tuple[Kind, str], list[FieldRule]] = {}
    for subject, name, rule in rows:
        rules.setdefault((Kind(subject), name), []).append(FieldRule(rule))
    return {
        key: min(given, key=STRICTNESS.index) for key, given in rules.items() if len(given) == roles
    }


def _stands(me: int, lines: Mapping[str, list[Any]]) -> tuple[Stand, ...]:
    """Whom this person stands for: givers, and givers of givers within what both cover."""
    stands = [_stand(*line) for line in lines["stand"]]
    for *line, subjects in lines["onward"]:
        far, near = _stand(*line), _kinds(subjects)
        both = far.subjects & near if far.subjects and near else far.subjects or near
        if far.user_id != me and (both or not (far.subjects or near)):
            stands.append(replace(far, subjects=both))
    return tuple(stands)


def _stand(giver: str, name: str, id: str, subjects: str) -> Stand:
    return Stand(int(giver), name, int(id), _kinds(subjects))


def _kinds(subjects: str) -> frozenset[Kind]:
    return frozenset(Kind(kind) for kind in json.loads(subjects))
