"""What an attacker must not change: the rows of the business, told by their contents."""

import hashlib

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from models.base import Base
from models.files.records import CustomerFile
from models.people import Role, UserRole
from models.words.access import Secrecy
from portal.platform.looks import noting
from tests.attacks.looking import change
from tests.support import make

# What any visit may write: the log of it, its session, what was typed, and how the columns of a
# downloaded sheet are matched when it comes back mended.
LOGS = {
    "audit",
    "audit_head",
    "login_sessions",
    "login_attempts",
    "saved_views",
    "submissions",
    "import_mappings",
    "looks",
}


def fingerprint(web):
    """Table → a hash of all its rows."""
    found = {}
    with web.work() as work:
        for table in Base.metadata.sorted_tables:
            if table.name not in LOGS:
                rows = sorted(map(str, work.session.execute(select(table)).all()))
                found[table.name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


@pytest.fixture
def untouched(sales):
    """Nothing of the business may differ when the test is over."""
    before = fingerprint(sales.web)
    yield sales
    after = fingerprint(sales.web)
    assert [name for name in before if before[name] != after[name]] == []


@pytest.fixture
def zhang(sales):
    """The head of service, who owns customers and files too: rights enough, but not to sales."""
    with sales.web.work() as work:
        role = work.session.scalar(select(Role.id).where(Role.code == "file_owner"))
        work.add(UserRole(user_id=sales.web.people["zhang"], role_id=role))
    return sales.web.as_("zhang")


@pytest.fixture
def office(web):
    """A secret file of sales and a plain one, each with its customer."""
    kind, box = make.file_class(web), make.box(web)
    secret, plain = make.customer(web, "北京恒通贸易有限公司"), make.customer(web, "上海平常商行")
    ids = {
        "secret": make.filed(web, kind, secret, box, "KH-2026-0001", key="s"),
        "plain": make.filed(web, kind, plain, box, "KH-2026-0002", key="p"),
        "customer": secret,
        "class": kind,
        "other": plain,
    }
    change(web, CustomerFile, ids["secret"], secrecy=Secrecy.SECRET)
    return ids


@pytest.fixture
def unwritable(monkeypatch):
    """No entry of a look can be written."""

    def fail(*_given, **_more):
        raise OperationalError("insert", {}, Exception("disk full"))

    monkeypatch.setattr(noting, "_upsert", fail)
