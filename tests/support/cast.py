"""The cast: a few people with names, whose rights every test knows (rules/scenarios.md).

| name  | department | role | |
|---|---|---|---|
| ann   | 销售部 sales | applicant | asks |
| owen  | 销售部 sales | file_owner | owns customers and files |
| sun   | 销售部 sales | department_head | head of sales |
| bo    | 客务部 service | applicant | stranger to sales |
| zhang | 客务部 service | department_head | head of service |
| wang  | 档案室 archive | custodian | keeps the files |
| he    | 档案室 archive | custodian | the second custodian |
| li    | 档案室 archive | records_manager, head of archive | |
| gm    | 总经办 office | approver, head of office | superior of all heads |
| audit | 总经办 office | auditor | |
| sec   | 总经办 office | security_officer | |
| sys   | 总经办 office | system_administrator | |
"""

from datetime import datetime

from sqlalchemy.orm import Session

from models.people import Department, Role, RoleFieldRule, RoleGrant, User, UserRole
from portal.access.roles import ROLES

PASSWORD = "correct horse battery"
DEPARTMENTS = {
    "office": ("总经办", None),
    "sales": ("销售部", "office"),
    "service": ("客务部", "office"),
    "archive": ("档案室", "office"),
}
PEOPLE = {
    "gm": ("总经理", "office", "approver", "总经理"),
    "sun": ("孙经理", "sales", "department_head", "经理"),
    "zhang": ("张经理", "service", "department_head", "经理"),
    "li": ("李主管", "archive", "records_manager", "主管"),
    "ann": ("安安", "sales", "applicant", "业务员"),
    "owen": ("欧文", "sales", "file_owner", "业务员"),
    "bo": ("薄荷", "service", "applicant", "客服"),
    "wang": ("王档", "archive", "custodian", "档案员"),
    "he": ("何档", "archive", "custodian", "档案员"),
    "audit": ("审计", "office", "auditor", "审计员"),
    "sec": ("安全", "office", "security_officer", "安全员"),
    "sys": ("系统", "office", "system_administrator", "管理员"),
}
HEADS = {"office": "gm", "sales": "sun", "service": "zhang", "archive": "li"}


def assemble(session: Session, now: datetime) -> dict[str, int]:
    """Write roles, departments and people; returns name → user id."""
    roles = _roles(session)
    departments = _departments(session)
    people: dict[str, User] = {}
    for number, (login, (name, department, _role, post)) in enumerate(PEOPLE.items(), start=1):
        people[login] = User(
            login=login,
            name=name,
            employee_number=f"{number:04d}",
            post=post,
            department_id=departments[department].id,
            must_change_password=False,
            created_at=now,
            updated_at=now,
            password_changed_at=now,
        )
    session.add_all(people.values())
    session.flush()
    for login, user in people.items():
        session.add(UserRole(user_id=user.id, role_id=roles[PEOPLE[login][2]].id))
    for code, head in HEADS.items():
        departments[code].head_id = people[head].id
    for login, user in people.items():
        head = HEADS[PEOPLE[login][1]]
        user.superior_id = people["gm" if head == login else head].id if login != "gm" else None
    session.commit()
    return {login: user.id for login, user in people.items()}


def _roles(session: Session) -> dict[str, Role]:
    roles = {}
    for code, base in ROLES.items():
        roles[code] = Role(
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
    session.add_all(roles.values())
    session.flush()
    return roles


def _departments(session: Session) -> dict[str, Department]:
    rows: dict[str, Department] = {}
    for code, (name, parent) in DEPARTMENTS.items():
        above = rows[parent] if parent else None
        row = Department(code=code, name=name, parent_id=above.id if above else None)
        session.add(row)
        session.flush()
        row.path = f"{above.path if above else '/'}{row.id}/"
        rows[code] = row
    session.flush()
    return rows
