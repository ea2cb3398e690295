"""Loads a database with a million indexed customers under real names, their owners and a clerk."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert, select, update
from sqlalchemy.orm import Session

from models.customers import Contact, Customer
from models.engine import WRITES
from models.people import Department, Role, RoleGrant, User, UserRole
from models.platform.numbering import NumberCounter
from models.words.access import Reach, Secrecy
from models.words.customers import CustomerType, Lifecycle
from models.words.kinds import Kind
from models.words.permissions import Permission
from portal.platform.search import index
from portal.platform.search.names import name_key

NAMES = Path(__file__).parents[2] / "shared" / "data" / "company_short_names.txt"
START = datetime(2026, 1, 1, tzinfo=UTC)
REGIONS = ("杭州", "宁波", "温州", "绍兴", "嘉兴", "金华", "湖州", "台州")
ENDINGS = ("", "有限公司", "科技有限公司", "贸易有限公司", "股份有限公司", "实业有限公司")
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂建文玲辉鹏红波丹"
CLERK_ROWS = 5_000
BATCH = 5_000


def names(rows: int) -> Iterator[str]:
    """``rows`` different names: the real ones first, then the same ones with suffixes."""
    if not NAMES.exists():
        raise SystemExit(f"{NAMES} is missing: the benchmark needs its real company names")
    base = NAMES.read_text(encoding="utf-8").split("\n")
    base = [name.strip() for name in base if name.strip()]
    random.Random(7).shuffle(base)
    return islice((name + ending for ending in ENDINGS for name in base), rows)


def people(session: Session) -> dict[str, User]:
    """A user with all rights, a clerk whose department has 5,000 customers, and an owner."""
    rows: dict[str, User] = {}
    for login, reach in (("all", Reach.ALL), ("clerk", Reach.DEPARTMENT), ("owner", Reach.OWN)):
        department = Department(code=f"bench-{login}", name=login)
        role = Role(
            code=f"bench-{login}",
            name=login,
            clearance=Secrecy.TOP if reach is Reach.ALL else Secrecy.SECRET,
            grants=[RoleGrant(permission=p, reach=reach) for p in Permission],
        )
        session.add_all([department, role])
        session.flush()
        department.path = f"/{department.id}/"
        user = User(
            login=f"bench-{login}",
            name=f"人员{login}",
            employee_number=f"B-{login}",
            department_id=department.id,
            must_change_password=False,
            created_at=START,
            updated_at=START,
            password_changed_at=START,
        )
        session.add(user)
        session.flush()
        session.add(UserRole(user_id=user.id, role_id=role.id))
        rows[login] = user
    session.flush()
    return rows


def customers(engine: Engine, rows: int) -> None:
    """Insert people and ``rows`` customers with their index entries, one batch a transaction."""
    with without_indexes(engine), Session(engine) as session:
        session.connection(execution_options=WRITES)
        owners = {login: (u.id, u.department_id) for login, u in people(session).items()}
        session.commit()
        step = max(rows // CLERK_ROWS, 1)
        source = enumerate(names(rows), start=1)
        while batch := list(islice(source, BATCH)):
            session.connection(execution_options=WRITES)
            data = [
                _row(id, name, owners["clerk" if id % step == 0 else "owner"]) for id, name in batch
            ]
            session.execute(insert(Customer), data)
            session.execute(insert(Contact), [_contact(d["id"]) for d in data])
            index.without_index_lookups(
                session,
                Kind.CUSTOMER,
                ((d["id"], d["owner_id"], d["department_id"], document(d)) for d in data),
            )
            session.commit()
        session.connection(execution_options=WRITES)
        _finish(session, rows)
        session.commit()


def settle(engine: Engine) -> None:
    """Update the planner's statistics, as a database does by itself over time."""
    with engine.connect() as connection:
        statement = "VACUUM ANALYZE" if engine.dialect.name == "postgresql" else "ANALYZE"
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql(statement)


@contextmanager
def without_indexes(engine: Engine) -> Iterator[None]:
    """Drop the indexes on PostgreSQL and rebuild them afterwards: loading is ten times as fast."""
    if engine.dialect.name != "postgresql":
        yield
        return
    free = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    indexes = free.exec_driver_sql(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN "
        "('customers', 'contacts', 'search_entries', 'search_fts') "
        "AND indexdef LIKE 'CREATE INDEX%%'"
    ).all()
    for name, _definition in indexes:
        free.exec_driver_sql(f'DROP INDEX "{name}"')
    yield
    free.exec_driver_sql("SET maintenance_work_mem = '512MB'")
    for _name, definition in indexes:
        free.exec_driver_sql(definition)
    free.close()


def document(data: dict[str, Any]) -> index.Document:
    """The search document of a customer."""
    return index.Document(
        label=data["name"],
        hint=data["number"],
        names=[data["name"]],
        numbers=[data["number"]],
        phones=[data["phone"]],
        codes=[data["unified_credit_code"]],
        people=[_contact(data["id"])["name"]],
        contact_phones=[_contact(data["id"])["mobile"]],
    )


def _row(id: int, name: str, owner: tuple[int, int | None]) -> dict[str, Any]:
    kinds, lives = list(CustomerType), list(Lifecycle)
    moment = START + timedelta(seconds=id * 20)
    return {
        "id": id,
        "number": f"KH-2026-{id:07d}",
        "name": name,
        "name_key": name_key(name),
        "owner_id": owner[0],
        "department_id": owner[1],
        "created_at": moment,
        "updated_at": moment,
        "phone": f"0571-{80000000 + id % 9999999}",
        "legal_representative": name[:2],
        "unified_credit_code": f"9133{id:014d}",
        "address": f"{REGIONS[id % 8]}市某路 {id % 900} 号",
        "region": REGIONS[id % 8],
        "business_scope": "批发与零售",
        "postcode": "310000",
        "lifecycle": lives[(id * 7 + id // 11) % 5],
        "customer_type": kinds[(id // 3) % 4],
        "extra": {},
        "traits": {},
        "business_status": {},
        "trade_status": {},
    }


def _contact(id: int) -> dict[str, Any]:
    """The one contact of a customer: of 600 names, each with a mobile of its own."""
    return {
        "id": id,
        "customer_id": id,
        "name": SURNAMES[id % 20] + GIVEN[id // 20 % 30],
        "mobile": f"138{id:08d}",
    }


def _finish(session: Session, rows: int) -> None:
    """Advance counters and sequences past the loaded rows."""
    if session.get_bind().dialect.name == "postgresql":
        for table in ("customers", "contacts"):
            session.connection().exec_driver_sql(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {int(rows)})"
            )
    scope = select(NumberCounter.scope).where(NumberCounter.scope.like("%{seq%"))
    session.execute(update(NumberCounter).where(NumberCounter.scope.in_(scope)).values(last=rows))
