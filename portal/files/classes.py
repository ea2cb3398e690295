"""File classes and their rules, kept as data; each change makes a new version (A1, A2)."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from models.files.records import FileClass
from models.people import Role, RoleGrant
from models.words.approvals import StepRole
from models.words.files import DeadlineUnit
from models.words.kinds import Kind
from models.words.lending import LoanMode
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.holders import holders_of
from portal.errors import Invalid, PortalError, Problems
from portal.events import Saved
from portal.files.review import WAYS
from portal.platform.numbering import rules
from portal.work import Work

FIELDS = (
    "code",
    "name",
    "active",
    "numbering",
    "key_label",
    "secrecy",
    "log_looks",
    "deadline_amount",
    "deadline_unit",
    "loan_modes",
    "take_out_up_to",
    "term_days",
    "due_mode",
    "renewals",
    "parts",
    "review_by",
    "review_role",
    "reviewer_id",
)
LIMITS: Mapping[str, tuple[int, int, str]] = {
    "deadline_amount": (0, 366, N_("Please give days (or the hour) as a number, e.g. 7.")),
    "term_days": (1, 366, N_("Please enter a term of 1 to 366 days, e.g. 14.")),
    "renewals": (0, 10, N_("Please give the renewals as a number from 0 to 10.")),
}


def save_file_class(work: Work, row: FileClass | None, values: Mapping[str, Any]) -> FileClass:
    """Create or change a class; a change raises its version. Raises ``Problems`` by field."""
    work.require(P.FILE_CLASS_EDIT)
    file_class = row or FileClass(code="", name="")
    before = {name: getattr(file_class, name) if row else None for name in FIELDS}
    with work.session.no_autoflush:
        _check(work, file_class, values)
        for name in FIELDS:
            if name in values:
                setattr(file_class, name, values[name])
        file_class.code, file_class.name = file_class.code.strip().upper(), file_class.name.strip()
    changes = {
        n: [old, getattr(file_class, n)]
        for n, old in before.items()
        if old != getattr(file_class, n)
    }
    if row is None:
        work.add(file_class)
    elif changes:
        file_class.version += 1
        changes["version"] = [file_class.version - 1, file_class.version]
    if changes:
        event = Saved(kind=Kind.FILE_CLASS, id=file_class.id, changes=changes, created=row is None)
        work.record(event)
    return file_class


def preview_number(work: Work, template: str, code: str) -> str:
    """The first number of this year by a template. Raises ``Invalid`` for a wrong template."""
    rules.check_template(template)
    parts = {
        "class": code.strip().upper() or "KH",
        "dept": "01",
        "year": f"{work.today:%Y}",
        "month": f"{work.today:%m}",
    }
    return rules.render_number(template, parts, 1)


def _check(work: Work, row: FileClass, values: Mapping[str, Any]) -> None:
    problems = _check_code(work, row, values)
    for name, (least, most, sentence) in LIMITS.items():
        value = values.get(name, getattr(row, name))
        if name in values and not (isinstance(value, int) and least <= value <= most):
            problems[name] = Invalid(sentence)
    hour = values.get("deadline_amount") or 0
    if values.get("deadline_unit") == DeadlineUnit.SAME_DAY and not 1 <= hour <= 23:
        problems["deadline_amount"] = Invalid(N_("For the same day, give the hour from 1 to 23."))
    if set(values.get("loan_modes") or ()) - {mode.value for mode in LoanMode}:
        problems["loan_modes"] = Invalid(N_("Please choose from the list."))
    elif "loan_modes" in values and not values["loan_modes"]:
        problems["loan_modes"] = Invalid(N_("Please choose at least one way, e.g. on site."))
    problems |= _check_parts(values.get("parts") or ()) | _check_review(work, row, values)
    if problems:
        raise Problems(problems)


def _check_review(work: Work, row: FileClass, values: Mapping[str, Any]) -> dict[str, PortalError]:
    """Problems of who reviews: the role or person named must be allowed to (A6)."""
    way = values.get("review_by", row.review_by)
    if way not in (None, *WAYS):
        return {"review_by": Invalid(N_("Please choose from the list."))}
    person = values.get("reviewer_id", row.reviewer_id)
    if way is StepRole.PERSON and person not in holders_of(work.session, P.FILE_REVIEW):
        return {"reviewer_id": Invalid(N_("Please choose a person whose role lets them review."))}
    code = values.get("review_role", row.review_role)
    may = select(Role.code).join(RoleGrant, RoleGrant.role_id == Role.id)
    if way is StepRole.ROLE and code not in set(
        work.session.scalars(may.where(RoleGrant.permission == P.FILE_REVIEW))
    ):
        return {"review_role": Invalid(N_("Please choose a role that may review."))}
    return {}


def _check_parts(rows: Sequence[Mapping[str, Any]]) -> dict[str, PortalError]:
    """Problems of the checklist: each part named once, with 1 to 99 copies (A4)."""
    problems: dict[str, PortalError] = {}
    seen: set[str] = set()
    for number, row in enumerate(rows):
        name = str(row.get("name") or "").strip()
        if not name or name in seen:
            problems[f"parts-{number}-name"] = Invalid(
                N_("Please name each part once, e.g. business licence.")
            )
        if not 1 <= (row.get("copies") or 0) <= 99:
            problems[f"parts-{number}-copies"] = Invalid(
                N_("Please give the copies as a number from 1 to 99.")
            )
        seen.add(name)
    return problems


def _check_code(work: Work, row: FileClass, values: Mapping[str, Any]) -> dict[str, PortalError]:
    problems: dict[str, PortalError] = {}
    code = str(values.get("code", row.code) or "").strip().upper()
    twin = select(FileClass.id).where(FileClass.code == code, FileClass.id != (row.id or 0))
    if not (1 <= len(code) <= 12 and code.isalnum()):
        problems["code"] = Invalid(N_("Please give 1 to 12 letters or digits, e.g. KH."))
    elif work.session.scalar(twin):
        problems["code"] = Invalid(N_("This code is taken. Please choose another."))
    if not str(values.get("name", row.name) or "").strip():
        problems["name"] = Invalid(N_("Please give a name, e.g. Customer files."))
    try:
        rules.check_template(str(values.get("numbering", row.numbering)))
    except Invalid as refusal:
        problems["numbering"] = refusal
    return problems
