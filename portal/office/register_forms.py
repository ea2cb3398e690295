"""How the office calls, numbers and signs its registers, where that is not as shipped (R-65)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sqlalchemy import select

from models.platform.sheets import RegisterForm
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.errors import Invalid, NotFound, PortalError, Problems
from portal.events import Saved
from portal.office import answer_book
from portal.office.catalog import BOOKS, LISTINGS, REPORTS
from portal.platform.language import translate_text
from portal.platform.sheets.answers import Book
from portal.platform.sheets.columns import fit_columns
from portal.platform.sheets.register import Report, column_heads
from portal.platform.sheets.signing import does_fit, letters_that_fit, rooms_for
from portal.work import Work

Form = TypeVar("Form", bound=Report | Book)
FORMS: Mapping[str, Report | Book] = {**REPORTS, **BOOKS}
LANGUAGES = ("zh_CN", "en")
LONGEST_TITLE, LONGEST_CODE, LONGEST_VERSION, LONGEST_ROLE = 28, 20, 10, 12
MOST_LINES = 6
NO_FILE_NAME = re.compile(r"""[\[\]:*?/\\<>|"'\x00-\x1f]""")  # nor a tab of Excel
CODE = re.compile(r"[A-Za-z0-9\u4e00-\u9fff][A-Za-z0-9\u4e00-\u9fff./-]*")
BETWEEN = re.compile(r"[\n、，,;；/]+")  # names of those who sign


@dataclass(frozen=True)
class Chosen:
    """What is to stand on a register; ``signatures`` are names of roles, a line each."""

    code: str
    title: str
    version: str
    signatures: str


def as_set(work: Work, report: Form) -> Form:
    """A register as the office calls, numbers and signs it."""
    return _with(report, _row(work, report.name))


def _row(work: Work, name: str) -> RegisterForm | None:
    return work.session.scalar(select(RegisterForm).where(RegisterForm.register == name))


def all_as_set(work: Work) -> dict[str, tuple[Report | Book, RegisterForm | None]]:
    """All registers as they are called, with what was set; by name."""
    rows = {row.register: row for row in work.session.scalars(select(RegisterForm))}
    return {name: (_with(r, rows.get(name)), rows.get(name)) for name, r in FORMS.items()}


def _with(report: Form, row: RegisterForm | None) -> Form:
    if row is None:
        return report
    given = {"title": row.title, "code": row.code, "version": row.version}
    changes: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    if row.signatures is not None:
        changes["signatures"] = tuple(row.signatures)
    return replace(report, **changes)


def set_form(work: Work, name: str, chosen: Chosen, language: str = "zh_CN") -> list[str]:
    """Set what differs from what is shipped; returns the names of what has changed.

    Raises ``NotAllowed``, ``NotFound`` (no such register) and ``Problems`` by field.
    """
    work.about = (name,)
    work.require(P.RECORD_SETTING_EDIT)
    report = FORMS.get(name)
    if report is None:
        raise NotFound
    wanted = _checked(work, report, chosen)
    shipped = _said(report, language)  # what stays as it is follows the reader's language
    return _keep(work, report, {k: None if v == shipped[k] else v for k, v in wanted.items()})


def reset_form(work: Work, name: str) -> list[str]:
    """Back to what is shipped. Raises ``NotAllowed`` and ``NotFound``."""
    work.about = (name,)
    work.require(P.RECORD_SETTING_EDIT)
    if name not in FORMS:
        raise NotFound
    return _keep(work, FORMS[name], dict.fromkeys(("code", "title", "version", "signatures")))


def _keep(work: Work, report: Report | Book, wanted: Mapping[str, Any]) -> list[str]:
    row = _row(work, report.name)
    before = _said(_with(report, row))
    row = row or RegisterForm(register=report.name)
    for field, value in wanted.items():
        setattr(row, field, value)
    row.changed_at, row.changed_by = work.now, work.actor.id
    work.session.add(row)
    after = _said(_with(report, row))
    changed = {f: [before[f], after[f]] for f in before if before[f] != after[f]}
    if changed:
        told = {f"{report.name}.{field}": values for field, values in changed.items()}
        work.record(Saved(kind=Kind.SETTING, id=0, changes=told))
    return list(changed)


def _said(report: Report | Book, language: str = "zh_CN") -> dict[str, Any]:
    """What stands on a register, in words."""
    return {
        "code": report.code,
        "title": translate_text(report.title, language),
        "version": report.version,
        "signatures": [translate_text(who, language) for who in report.signatures],
    }


def words_of(report: Report | Book, language: str) -> Chosen:
    """The same as it is filled in."""
    said = _said(report, language)
    return Chosen(**{**said, "signatures": "\n".join(said["signatures"])})


def _checked(work: Work, report: Report | Book, chosen: Chosen) -> dict[str, Any]:
    signers = [who.strip() for who in BETWEEN.split(chosen.signatures) if who.strip()]
    wanted: dict[str, Any] = {
        "code": chosen.code.strip(),
        "title": " ".join(chosen.title.split()),
        "version": chosen.version.strip(),
        "signatures": signers,
    }
    now = all_as_set(work)
    others = [r for name in now.keys() - {report.name} for r in (now[name][0], FORMS[name])]
    problems = {
        "code": _code_problem(wanted["code"], others),
        "title": _title_problem(wanted["title"], others),
        "version": _version_problem(wanted["version"]),
        "signatures": _signers_problem(work, now[report.name][0], signers),
    }
    found: dict[str, PortalError] = {name: each for name, each in problems.items() if each}
    if found:
        raise Problems(found)
    return wanted


def _code_problem(code: str, others: Sequence[Report | Book]) -> Invalid | None:
    if not CODE.fullmatch(code) or len(code) > LONGEST_CODE:
        return Invalid(
            N_("At most %(most)s letters, digits, “-”, “.” and “/”, e.g. GL-档-07."),
            most=LONGEST_CODE,
        )
    for other in others:
        if other.code.casefold() == code.casefold():
            return _taken(other)
    return None


def _title_problem(title: str, others: Sequence[Report | Book]) -> Invalid | None:
    if not 2 <= len(title) <= LONGEST_TITLE or NO_FILE_NAME.search(title):
        return Invalid(
            N_(
                "2 to %(most)s characters and none of [ ] : * ? / \\ < > | \" ', as files and "
                "tabs of Excel are called by it."
            ),
            most=LONGEST_TITLE,
        )
    for other in others:
        if title.casefold() in _names(other.title):
            return _taken(other)
    lists = (each.sheet_title or each.title for each, _ in LISTINGS.values())
    if any(title.casefold() in _names(each) for each in lists):
        return Invalid(N_("A list is called so already. Sheets of two contents need two titles."))
    return None


def _taken(other: Report | Book) -> Invalid:
    return Invalid(
        N_("“%(code)s %(title)s” has it already. Please choose another."),
        code=other.code,
        title=translate_text(other.title),
    )


def _names(title: str) -> set[str]:
    return {translate_text(title, language).casefold() for language in LANGUAGES}


def _version_problem(version: str) -> Invalid | None:
    if len(version) > LONGEST_VERSION:
        return Invalid(N_("At most %(most)s characters, e.g. A/2."), most=LONGEST_VERSION)
    return None


def room_to_sign(work: Work, report: Report | Book) -> dict[int, int]:
    """How many lines stand beside each other on this register's paper, and how many Chinese
    characters each of them may have then.
    """
    widths = _paper_of(work, report)
    found = {n: min(letters_that_fit(widths, n), LONGEST_ROLE) for n in range(1, MOST_LINES + 1)}
    return {count: letters for count, letters in found.items() if letters > 1}


def _paper_of(work: Work, report: Report | Book) -> Sequence[float]:
    """The widths of the columns that are printed, on the sheet that is signed."""
    if isinstance(report, Book):
        columns, portrait = answer_book.first_columns(work, report), False
    else:
        columns, portrait = column_heads(work, report), report.portrait
    fitted = fit_columns(columns, translate_text, portrait=portrait)
    return fitted.widths[: fitted.printed]


def _signers_problem(work: Work, report: Report | Book, signers: Sequence[str]) -> Invalid | None:
    if signers == _said(report)["signatures"]:
        return None  # as they are now
    if len(set(signers)) < len(signers):
        return Invalid(N_("Each line to sign needs a name of its own."))
    if len(signers) > MOST_LINES or any(len(who) > LONGEST_ROLE for who in signers):
        return Invalid(
            N_("At most %(lines)s lines of at most %(most)s characters each, e.g. 制表."),
            lines=MOST_LINES,
            most=LONGEST_ROLE,
        )
    rooms = rooms_for(_paper_of(work, report), len(signers))
    for who, room in zip(signers, rooms, strict=True):
        if not does_fit(who, room):
            return _no_room(work, report, who, len(signers))
    return None


def _no_room(work: Work, report: Report | Book, who: str, count: int) -> Invalid:
    room = room_to_sign(work, report)
    if count not in room:
        return Invalid(
            N_("This register has room for %(most)s lines beside each other; you have %(now)s."),
            most=max(room, default=0),
            now=count,
        )
    return Invalid(
        N_(
            "%(count)s lines beside each other have room for %(most)s characters each on this "
            "register; “%(who)s” is longer. Shorten it, or take fewer lines."
        ),
        count=count,
        most=room[count],
        who=who,
    )
