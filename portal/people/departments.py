"""The department tree: heads, no cycles, paths that stay right when a branch moves."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select, update

from models.people import Department, User
from models.words.access import Reach
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.policy import visible
from portal.errors import Invalid, PortalError, Problems
from portal.events import Saved
from portal.people import officers
from portal.platform.workflow import changes
from portal.work import Work

FIELDS = ("code", "name", "parent_id", "head_id", "position", "active")


def departments_within(work: Work, reach: Reach | None) -> Sequence[tuple[int, str]]:
    """Departments in use within a reach of the actor, in the order of the tree."""
    query = select(Department.id, Department.name).where(Department.active)
    if reach is not Reach.ALL:
        below = reach is Reach.BELOW
        query = query.where(
            Department.id.in_(work.actor.below)
            if below
            else Department.id == work.actor.department_id
        )
    return [(id, name) for id, name in work.session.execute(query.order_by(Department.path))]


def save_department(work: Work, row: Department | None, values: Mapping[str, Any]) -> Department:
    """Create or change a department; its branch moves with it. Raises ``Problems``."""
    work.require(P.DEPARTMENT_EDIT)
    stripped = {k: v.strip() if isinstance(v, str) else v for k, v in values.items()}
    if problems := _problems(work, row, stripped):
        raise Problems(problems)
    created = row is None
    department = row if row is not None else Department(code="", name="", path="")
    with work.session.no_autoflush:
        changed = changes.apply_changes(department, stripped, FIELDS)
    if created:
        work.add(department)
    if created or "parent_id" in changed:
        _move_branch(work, department)
    if changed:
        event = Saved(kind=Kind.DEPARTMENT, id=department.id, changes=changed, created=created)
        work.record(event)
    return department


def _move_branch(work: Work, row: Department) -> None:
    """Rewrite the paths of a department and, in one statement, of all below it."""
    above = work.session.scalar(select(Department.path).where(Department.id == row.parent_id))
    old, new = row.path, f"{above or '/'}{row.id}/"
    if old:
        work.session.execute(
            update(Department)
            .where(Department.path.startswith(old), Department.id != row.id)
            .values(path=new + func.substr(Department.path, len(old) + 1))
            .execution_options(synchronize_session=False)
        )
    row.path = new
    work.session.flush()  # before the departments below are read again
    work.session.expire_all()


def _problems(
    work: Work, row: Department | None, values: Mapping[str, Any]
) -> dict[str, PortalError]:
    problems: dict[str, PortalError] = {}
    id = row.id if row else 0
    code = values.get("code", row.code if row else "")
    if not code or len(code) > 20:
        problems["code"] = Invalid(N_("Please enter a code of 1 to 20 characters, e.g. SALES."))
    elif work.session.scalar(
        select(Department.id).where(Department.code == code, Department.id != id)
    ):
        problems["code"] = Invalid(N_("This code is taken. Please choose another."))
    name = values.get("name", row.name if row else "")
    if not name or len(name) > 60:
        problems["name"] = Invalid(N_("Please enter a name of 1 to 60 characters."))
    problems |= _place_problems(work, row, values)
    return problems


def _place_problems(
    work: Work, row: Department | None, values: Mapping[str, Any]
) -> dict[str, PortalError]:
    problems: dict[str, PortalError] = {}
    if parent_id := values.get("parent_id"):
        parent = work.session.scalar(select(Department).where(Department.id == parent_id))
        if parent is None:
            problems["parent_id"] = Invalid(N_("Please choose a department from the list."))
        elif row and parent.path.startswith(row.path):
            problems["parent_id"] = Invalid(
                N_("A department cannot be below itself. Please choose another.")
            )
    head = select(User.id).where(User.id == values.get("head_id"), User.active)
    if values.get("head_id") and not work.session.scalar(head):
        problems["head_id"] = Invalid(N_("Please choose somebody whose account is open."))
    elif values.get("head_id") and officers.is_officer(work.session, int(values["head_id"])):
        problems["head_id"] = Invalid(officers.NO_BUSINESS)
    if row and values.get("active") is False and _is_used(work, row):
        problems["active"] = Invalid(
            N_("People or departments still belong to this one. Please move them first.")
        )
    return problems


def _is_used(work: Work, row: Department) -> bool:
    people = select(User.id).where(User.department_id == row.id, User.active)
    below = select(Department.id).where(Department.parent_id == row.id, Department.active)
    return bool(work.session.scalar(people.limit(1)) or work.session.scalar(below.limit(1)))


def department_tree(work: Work) -> list[tuple[Department, int, int]]:
    """Every department in tree order, with its depth (0: top) and its number of open accounts."""
    people = dict(
        work.session.execute(
            select(User.department_id, func.count()).where(User.active).group_by(User.department_id)
        ).all()
    )
    rows = work.session.scalars(
        select(Department).order_by(Department.position, Department.code)
    ).all()
    children: dict[int | None, list[Department]] = {}
    for row in rows:
        children.setdefault(row.parent_id, []).append(row)
    result: list[tuple[Department, int, int]] = []

    def walk(parent: int | None, depth: int) -> None:
        for row in children.get(parent, ()):
            result.append((row, depth, people.get(row.id, 0)))
            walk(row.id, depth + 1)

    walk(None, 0)
    return result


def person_name(work: Work, id: int) -> str:
    """The name of a person chosen in a form; «» for an unknown id."""
    name = work.session.scalar(
        select(User.name).where(User.id == id, visible(work.actor, P.USER_SEE, User))
    )
    return name or ""
