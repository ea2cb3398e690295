"""The demo company: departments, accounts and roles (rules/scenarios.md)."""

from sqlalchemy import select

from models.people import Department, Role, User, UserRole
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from portal.events import Done
from portal.people import accounts, departments, password_hashes, roles, sign_in
from portal.people.demo_people import PEOPLE
from portal.work import Work

PASSWORD = "bamboo-slips-2026"  # noqa: S105  (of the demo accounts, printed by ``make run``)
DEPARTMENTS = {
    "office": ("总经办", None, "gm"),
    "service": ("客务部", "office", "zhang"),
    "sales": ("销售部", "office", "sun"),
    "finance": ("财务部", "office", "zhou"),
    "legal": ("法务部", "office", "fawu"),
    "archive": ("档案室", "office", "li"),
}


def found_company(work: Work) -> dict[str, int]:
    """Create departments, people and the first security officer; login → user id."""
    made = _departments(work)
    ids: dict[str, int] = {}
    for number, (login, (name, department, post, _role)) in enumerate(PEOPLE.items(), start=1):
        head = DEPARTMENTS[department][2]
        superior = ids.get("gm") if head == login else ids.get(head)
        user = accounts.save_account(
            work,
            None,
            {
                "login": login,
                "name": name,
                "employee_number": f"A{number:04d}",
                "post": post,
                "department_id": made[department].id,
                "superior_id": superior,
                "email": f"{login}@example.com",
                "mobile": f"138{number:08d}",
            },
        )
        user.password_hash = password_hashes.hash_password(PASSWORD)
        user.password_changed_at, user.must_change_password = work.now, False
        sign_in.note_password(work, user)
        ids[login] = user.id
    for code, (_name, _parent, head) in DEPARTMENTS.items():
        departments.save_department(work, made[code], {"head_id": ids[head]})
    first = work.session.scalars(select(Role.id).where(Role.code == "security_officer")).one()
    work.session.add(UserRole(user_id=ids["security"], role_id=first, granted_at=work.now))
    given = {"added": ["security_officer"], "removed": []}
    work.record(Done(kind=Kind.USER, id=ids["security"], action="assign_roles", facts=given))
    return ids


def _departments(work: Work) -> dict[str, Department]:
    made: dict[str, Department] = {}
    for place, (code, (name, parent, _head)) in enumerate(DEPARTMENTS.items()):
        values = {
            "code": code,
            "name": name,
            "position": place,
            "parent_id": made[parent].id if parent else None,
        }
        made[code] = departments.save_department(work, None, values)
    return made


def give_roles(work: Work, ids: dict[str, int]) -> None:
    """Give everybody else their role, as the security officer."""
    known = {role.code: role.id for role in work.session.scalars(select(Role))}
    for login, (_name, _department, _post, role) in PEOPLE.items():
        if login != "security":
            roles.assign_roles(
                work, work.get(User, ids[login], P.USER_SEE, lock=True), role_ids=[known[role]]
            )


def is_demo(work: Work) -> bool:
    """Whether the accounts of the demo company are in this portal."""
    names = dict(work.session.execute(select(User.login, User.name)).tuples().all())
    return names.items() >= {login: who[0] for login, who in PEOPLE.items()}.items()
