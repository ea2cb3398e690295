"""The measured pages: ours over HTTP for a signed-in user, and the same of the peer."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import quote

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from bench.forms import posted
from bench.measure import Client
from models.engine import WRITES
from models.people import User
from models.platform.audit import AuditEntry
from models.words.kinds import Kind
from portal.people.sessions import open_session
from views.people.auth import COOKIE

LINES = 3  # of history, as an ordinary record has; each save adds one
CURSOR = re.compile(rb'href="([^"]*after=[^"]*)"[^>]*rel="next"|rel="next"[^>]*href="([^"]*)"')


def sign_in(engine: Engine, login: str) -> str:
    """Open a session for a loaded user; returns the cookie."""
    with Session(engine) as session:
        session.connection(execution_options=WRITES)
        user_id = session.scalars(select(User.id).where(User.login == f"bench-{login}")).one()
        token = open_session(session, user_id, datetime.now(UTC))
        session.commit()
    return f"{COOKIE}={token}"


class Ours:
    """Our customer pages for one signed-in user."""

    def __init__(self, port: int, cookie: str, rows: int, words: tuple[str, str]) -> None:
        self.client = Client(port, cookie)
        self.middle, self.page = rows // 2, max(rows // 100, 2)
        self.opened = self.middle + 1  # another than the one that is saved: its history stays
        self.hit, self.none = map(quote, words)
        self.count = 0

    def calls(self) -> dict[str, Callable[[], object]]:
        get = self.client.get
        deep = f"/customers/?page={self.page}"
        return {
            "list": lambda: get("/customers/"),
            "deep": lambda: get(deep),
            "filter": lambda: get("/customers/?lifecycle=partnered&customer_type=supplier"),
            "sort": lambda: get("/customers/?sort=name"),
            "sort_desc": lambda: get("/customers/?sort=-name"),
            "record": lambda: get(f"/customers/{self.opened}/"),
            "search_hit": lambda: get(f"/customers/?search={self.hit}"),
            "search_none": lambda: get(f"/customers/?search={self.none}"),
            "edit": lambda: get(f"/customers/{self.middle}/edit/"),
        }

    def grow_history(self, engine: Engine) -> None:
        """Save the record that is opened until it has ``LINES`` of history, once in a database."""
        of_it = AuditEntry.subject == Kind.CUSTOMER, AuditEntry.subject_id == self.opened
        with Session(engine) as session:
            there = session.scalar(select(func.count()).where(*of_it)) or 0
        for _ in range(there, LINES):
            self.save(self.form(self.opened), self.opened)

    def form(self, id: int = 0) -> dict[str, str]:
        """The data of the edit form with one change."""
        page = self.client.get(f"/customers/{id or self.middle}/edit/")
        self.count += 1
        return {**posted(page), "business_scope": f"批发与零售 {self.count}"}

    def save(self, form: dict[str, str], id: int = 0) -> None:
        self.client.post(f"/customers/{id or self.middle}/edit/", form, {303})


class Stock:
    """The same pages of stock Flask-Admin, whose filters and sorts are given by position."""

    def __init__(self, port: int, rows: int, words: tuple[str, str]) -> None:
        self.client = Client(port)
        self.middle, self.page = rows // 2, max(rows // 100, 2)
        self.hit, self.none = map(quote, words)
        self.count = 0

    def calls(self) -> dict[str, Callable[[], object]]:
        get = self.client.get
        return {
            "list": lambda: get("/admin/customers/"),
            "deep": lambda: get(f"/admin/customers/?page={self.page - 1}"),
            "filter": lambda: get("/admin/customers/?flt0_0=PARTNERED&flt1_5=SUPPLIER"),
            "sort": lambda: get("/admin/customers/?sort=1"),
            "sort_desc": lambda: get("/admin/customers/?sort=1&desc=1"),
            "record": lambda: get(f"/admin/customers/details/?id={self.middle + 1}"),
            "search_hit": lambda: get(f"/admin/customers/?search={self.hit}"),
            "search_none": lambda: get(f"/admin/customers/?search={self.none}"),
            "edit": lambda: get(f"/admin/customers/edit/?id={self.middle}"),
        }

    def form(self) -> dict[str, str]:
        page = self.client.get(f"/admin/customers/edit/?id={self.middle}")
        self.count += 1
        return {**posted(page), "business_scope": f"批发与零售 {self.count}"}

    def save(self, form: dict[str, str]) -> None:
        self.client.post(f"/admin/customers/edit/?id={self.middle}", form, {302})
