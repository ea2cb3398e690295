"""What every installation starts with: roles, chains, the first accounts. Again changes nothing."""

from sqlalchemy import select

from models.people import Department, Role, RoleFieldRule, RoleGrant, User, UserRole
from models.words.kinds import Kind
from portal.access.roles import ROLES
from portal.events import Saved
from portal.people import sessions
from portal.seed.approvals import seed_approvals
from portal.seed.calendar import seed_calendar
from portal.seed.files import seed_files
from portal.work import Work

# The three officers; business accounts are theirs to make (三员分立, SEC-3).
FIRST = {
    "admin": ("系统管理员", "system_administrator"),
    "security": ("安全员", "security_officer"),
    "auditor": ("审计员", "auditor"),
}
HOUSE = ("office", "总经办")


def seed_baseline(work: Work) -> None:
    """Write what is missing; never touch what an administrator has changed since."""
    seed_roles(work)
    seed_calendar(work)
    seed_files(work)
    seed_approvals(work)


def seed_roles(work: Work) -> dict[str, Role]:
    """The builtin roles with their grants and field rules."""
    roles = {role.code: role for role in work.session.scalars(select(Role))}
    for code, base in ROLES.items():
        if code in roles:
            continue
        roles[code] = work.add(
            Role(
                code=code,
                name=base.name,
                duty=base.duty,
                builtin=True,
                grants=[RoleGrant(permission=p, reach=r) for p, r in base.grants.items()],
                field_rules=[
                    RoleFieldRule(subject=k, field=f, rule=r) for (k, f), r in base.fields.items()
                ],
            )
        )
        work.record(Saved(kind=Kind.ROLE, id=roles[code].id, changes={}, created=True))
    return roles


def first_accounts(work: Work) -> dict[str, str]:
    """In an empty portal: the officers' accounts, login → one-time token to set a password.

    Asked again before any password was set, the links are new; afterwards there are none: a
    later run must not open a door.
    """
    if work.session.scalar(select(User.id).where(User.password_hash != "").limit(1)):
        return {}
    there = work.session.execute(select(User.login, User.id).order_by(User.id)).all()
    if there:
        return {
            login: sessions.make_set_up_link(work, id, "new")
            for login, id in there
            if login in FIRST
        }
    roles = seed_roles(work)
    house = work.add(Department(code=HOUSE[0], name=HOUSE[1]))
    house.path = f"/{house.id}/"
    tokens = {}
    for number, (login, (name, role)) in enumerate(FIRST.items(), start=1):
        user = work.add(
            User(login=login, name=name, employee_number=f"{number:04d}", department_id=house.id)
        )
        work.session.add(UserRole(user_id=user.id, role_id=roles[role].id, granted_at=work.now))
        work.record(Saved(kind=Kind.USER, id=user.id, changes={"role": [None, role]}, created=True))
        tokens[login] = sessions.make_set_up_link(work, user.id, "new")
    return tokens
