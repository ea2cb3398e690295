"""What every installation starts with: roles, chains and the first accounts; repeatable."""

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

# The three officers, who create the business accounts (三员分立, SEC-3).
FIRST = {
    "admin": ("系统管理员", "system_administrator"),
    "security": ("安全员", "security_officer"),
    "auditor": ("审计员", "auditor"),
}
OFFICE = ("office", "总经办")


def seed_baseline(work: Work) -> None:
    """Add what is missing; what an administrator has changed since is left alone."""
    seed_roles(work)
    seed_calendar(work)
    seed_files(work)
    seed_approvals(work)


def seed_roles(work: Work) -> dict[str, Role]:
    """Add the built-in roles that are missing; returns all roles by code."""
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
                clearance=base.clearance,
                grants=[RoleGrant(permission=p, reach=r) for p, r in base.grants.items()],
                field_rules=[
                    RoleFieldRule(subject=k, field=f, rule=r) for (k, f), r in base.fields.items()
                ],
            )
        )
        work.record(Saved(kind=Kind.ROLE, id=roles[code].id, changes={}, created=True))
    return roles


def first_accounts(work: Work) -> dict[str, str]:
    """Create the officers' accounts in an empty portal; login → one-time token to set a password.

    Until the first password is set, each run makes new tokens; after that it makes none, so that
    a later run gives nobody access.
    """
    if work.session.scalar(select(User.id).where(User.password_hash != "").limit(1)):
        return {}
    accounts = work.session.execute(select(User.login, User.id).order_by(User.id)).all()
    if accounts:
        return {
            login: sessions.make_set_up_link(work, id, "new")
            for login, id in accounts
            if login in FIRST
        }
    roles = seed_roles(work)
    office = work.add(Department(code=OFFICE[0], name=OFFICE[1]))
    office.path = f"/{office.id}/"
    tokens = {}
    for number, (login, (name, role)) in enumerate(FIRST.items(), start=1):
        user = work.add(
            User(login=login, name=name, employee_number=f"{number:04d}", department_id=office.id)
        )
        work.session.add(UserRole(user_id=user.id, role_id=roles[role].id, granted_at=work.now))
        work.record(Saved(kind=Kind.USER, id=user.id, changes={"role": [None, role]}, created=True))
        tokens[login] = sessions.make_set_up_link(work, user.id, "new")
    return tokens
