"""What the lists of people and of delegations show and filter by."""

from sqlalchemy import ColumnElement, Select, and_, or_, select

from models.base import named_alias
from models.officers import OfficerAct
from models.people import Delegation, Department, Role, User, UserRole
from models.words.kinds import Kind
from models.words.people import DelegationState, OfficerActSort, OfficerActState
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.platform.lists.listing import Column, Filter, Listing
from portal.work import Work

Superior, Giver, Taker = named_alias(User), named_alias(User), named_alias(User)
Maker, Receiver, Decider = named_alias(User), named_alias(User), named_alias(User)


def _join_department_and_superior(statement: Select[tuple[int]]) -> Select[tuple[int]]:
    return statement.outerjoin(Department, Department.id == User.department_id).outerjoin(
        Superior, Superior.id == User.superior_id
    )


def _join_giver_and_taker(statement: Select[tuple[int]]) -> Select[tuple[int]]:
    return statement.outerjoin(Giver, Giver.id == Delegation.from_id).outerjoin(
        Taker, Taker.id == Delegation.to_id
    )


def _search(_work: Work, text: str) -> ColumnElement[bool]:
    fields = (User.name, User.login, User.employee_number, User.post)
    return or_(*(field.icontains(text, autoescape=True) for field in fields))


def _has_role(_work: Work, code: str) -> ColumnElement[bool]:
    holders = select(UserRole.user_id).join(Role, Role.id == UserRole.role_id)
    return User.id.in_(holders.where(Role.code == code))


def _role_options(work: Work) -> list[tuple[str, str]]:
    rows = work.session.execute(select(Role.code, Role.name).order_by(Role.id))
    return [(code, name) for code, name in rows]


def _in_force(work: Work, text: str) -> ColumnElement[bool]:
    now = and_(
        Delegation.state == DelegationState.GIVEN,
        Delegation.starts_at <= work.now,
        Delegation.ends_at > work.now,
    )
    return now if text == "1" else ~now


USERS = Listing(
    name="users",
    kind=Kind.USER,
    table=User,
    see=P.USER_SEE,
    title=N_("People"),
    columns=(
        Column("name", N_("Full name"), User.name, V.TEXT, sort=True, phone=True),
        Column("employee_number", N_("Employee number"), User.employee_number, sort=True),
        Column("login", N_("Account"), User.login, sort=True),
        Column("department", N_("Department"), Department.name, width=18, phone=True),
        Column("post", N_("Post"), User.post, phone=True),
        Column("superior", N_("Superior"), Superior.name, V.USER),
        Column("active", N_("Account open"), User.active, V.YESNO, phone=True),
        Column("email", N_("Mail"), User.email, shown=False, width=24),
        Column("created_at", N_("Since"), User.created_at, V.MOMENT, shown=False),
    ),
    filters=(
        Filter("department", N_("Department"), V.DEPARTMENT, User.department_id, pinned=True),
        Filter("active", N_("Account open"), V.YESNO, User.active, pinned=True),
        Filter("role", N_("Role"), V.CHOICE, apply=_has_role, options=_role_options, pinned=True),
    ),
    order="-id",
    link="name",
    joins=_join_department_and_superior,
    search=_search,
    search_hint=N_("Name, account, employee number, post"),
    views={N_("Open accounts"): {"active": "1"}, N_("Disabled"): {"active": "0"}},
)

DELEGATIONS = Listing(
    name="delegations",
    kind=Kind.DELEGATION,
    table=Delegation,
    see=P.DELEGATION_SEE,
    title=N_("Delegations"),
    columns=(
        Column("giver", N_("For"), Giver.name, V.TEXT, phone=True),
        Column("taker", N_("Decides"), Taker.name, V.USER, phone=True),
        Column("starts_at", N_("From"), Delegation.starts_at, V.MOMENT, sort=True, phone=True),
        Column("ends_at", N_("Until"), Delegation.ends_at, V.MOMENT, sort=True, phone=True),
        Column("state", N_("State"), Delegation.state, V.WORD, words=DelegationState),
        Column("reason", N_("Reason"), Delegation.reason, width=24),
    ),
    filters=(
        Filter("in_force", N_("In force now"), V.YESNO, apply=_in_force, pinned=True),
        Filter("state", N_("State"), V.WORD, Delegation.state, words=DelegationState, pinned=True),
        Filter("starts_at", N_("From"), V.MOMENT, Delegation.starts_at),
    ),
    order="-id",
    link="giver",
    joins=_join_giver_and_taker,
)


def _join_people_of_act(statement: Select[tuple[int]]) -> Select[tuple[int]]:
    return (
        statement.outerjoin(Maker, Maker.id == OfficerAct.maker_id)
        .outerjoin(Receiver, Receiver.id == OfficerAct.receiver_id)
        .outerjoin(Decider, Decider.id == OfficerAct.decided_by)
        .outerjoin(Role, Role.id == OfficerAct.role_id)
    )


OFFICER_ACTS = Listing(
    name="officer_acts",
    kind=Kind.OFFICER_ACT,
    table=OfficerAct,
    see=P.OFFICER_CONFIRM,
    title=N_("Two officers"),
    columns=(
        Column("sort", N_("What"), OfficerAct.sort, V.WORD, words=OfficerActSort, phone=True),
        Column("receiver", N_("Person concerned"), Receiver.name, V.TEXT, phone=True),
        Column("role", N_("Role"), Role.name, V.TEXT, phone=True),
        Column("maker", N_("Asked by"), Maker.name, V.TEXT, phone=True),
        Column("created_at", N_("Asked at"), OfficerAct.created_at, V.MOMENT),
        Column("state", N_("State"), OfficerAct.state, V.WORD, words=OfficerActState, phone=True),
        Column("decider", N_("Settled by"), Decider.name, V.TEXT),
        Column("decided_at", N_("Settled at"), OfficerAct.decided_at, V.MOMENT),
    ),
    filters=(
        Filter("state", N_("State"), V.WORD, OfficerAct.state, words=OfficerActState, pinned=True),
        Filter("sort", N_("What"), V.WORD, OfficerAct.sort, words=OfficerActSort, pinned=True),
        Filter("created_at", N_("Asked at"), V.MOMENT, OfficerAct.created_at),
    ),
    order="-id",
    link="sort",
    joins=_join_people_of_act,
    views={N_("Waits"): {"state": "waiting"}},
)
