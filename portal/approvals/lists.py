"""What the lists of approvals, approval chains and routes show and filter by."""

from typing import Any

from sqlalchemy import Select, func, select

from models.approvals import Chain, Route
from models.base import named_alias
from models.files.records import FileClass
from models.words.access import Secrecy
from models.words.kinds import Kind
from models.words.lending import Action
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.platform.lists.listing import Column, Filter, Listing

_newer = named_alias(Chain)


def _only_newest(statement: Select[Any]) -> Select[Any]:
    """Only the newest version of each chain; older ones live on in running approvals."""
    newest = select(func.max(_newer.version)).where(_newer.code == Chain.code).scalar_subquery()
    return statement.where(Chain.version == newest)


CHAINS = Listing(
    name="chains",
    kind=Kind.CHAIN,
    table=Chain,
    see=P.CHAIN_EDIT,
    title=N_("Approval chains"),
    columns=(
        Column("name", N_("Name"), Chain.name, V.TEXT, sort=True, phone=True),
        Column("code", N_("Code"), Chain.code, sort=True, phone=True),
        Column("version", N_("Version"), Chain.version, V.INTEGER, phone=True),
        Column("active", N_("In use"), Chain.active, V.YESNO, phone=True),
        Column("updated_at", N_("Changed"), Chain.updated_at, V.MOMENT, sort=True),
    ),
    filters=(Filter("active", N_("In use"), V.YESNO, Chain.active, pinned=True),),
    link="name",
    joins=_only_newest,
)
_named = named_alias(Chain)
_chain_name = (
    select(_named.name)
    .where(_named.code == Route.chain_code)
    .order_by(_named.version.desc())
    .limit(1)
    .correlate(Route)
    .scalar_subquery()
)
ROUTES = Listing(
    name="routes",
    kind=Kind.ROUTE,
    table=Route,
    see=P.CHAIN_EDIT,
    title=N_("Approval routes"),
    columns=(
        Column("chain_code", N_("Approval chain"), _chain_name, V.TEXT, phone=True, width=20),
        Column("code", N_("Code"), Route.chain_code, sort=True, shown=False),
        Column("file_class", N_("File class"), FileClass.name, phone=True),
        Column("secrecy", N_("Secrecy"), Route.secrecy, V.SECRECY, words=Secrecy, phone=True),
        Column("action", N_("Use"), Route.action, V.WORD, words=Action, phone=True),
        Column("own_department", N_("File of the own department"), Route.own_department, V.YESNO),
        Column("active", N_("In use"), Route.active, V.YESNO),
    ),
    filters=(
        Filter("action", N_("Use"), V.WORD, Route.action, words=Action, pinned=True),
        Filter("secrecy", N_("Secrecy"), V.WORD, Route.secrecy, words=Secrecy, pinned=True),
    ),
    link="chain_code",
    joins=lambda statement: statement.outerjoin(FileClass, FileClass.id == Route.class_id),
)
