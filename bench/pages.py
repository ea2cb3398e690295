"""The pages that are measured: ours over HTTP as two people, and the same of the stock peer."""

import re
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import quote

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from bench.measure import Client
from models.engine import WRITES
from models.people import User
from views.auth import COOKIE, open_session

FIELD = re.compile(rb'name="(revision|csrf_token)"[^>]*value="([^"]*)"')
CURSOR = re.compile(rb'href="([^"]*after=[^"]*)"[^>]*rel="next"|rel="next"[^>]*href="([^"]*)"')


def sign_in(engine: Engine, login: str) -> str:
    """A session row for one of the loaded people; the cookie that carries its token."""
    with Session(engine) as session:
        session.connection(execution_options=WRITES)
        user_id = session.scalars(select(User.id).where(User.login == f"bench-{login}")).one()
        token = open_session(session, user_id, datetime.now(UTC))
        session.commit()
    return f"{COOKIE}={token}"


class Ours:
    """Our customer pages for one signed-in person."""

    def __init__(self, port: int, cookie: str, rows: int, words: tuple[str, str]) -> None:
        self.client = Client(port, cookie)
        self.middle, self.page = rows // 2, max(rows // 100, 2)
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
            "search_hit": lambda: get(f"/customers/?search={self.hit}"),
            "search_none": lambda: get(f"/customers/?search={self.none}"),
            "edit": lambda: get(f"/customers/{self.middle}/edit/"),
        }

    def form(self) -> dict[str, str]:
        """The edit form as it stands, with a change in it."""
        page = self.client.get(f"/customers/{self.middle}/edit/")
        self.count += 1
        fields = {k.decode(): v.decode() for k, v in FIELD.findall(page)}
        return {
            **fields, **required(self.middle), "business_scope": f"批发与零售 {self.count}",
            "key": secrets.token_hex(8),
        }  # fmt: skip

    def save(self, form: dict[str, str]) -> None:
        self.client.post(f"/customers/{self.middle}/edit/", form)


class Stock:
    """The same pages of stock Flask-Admin; its filters and sorts are positions."""

    def __init__(self, port: int, rows: int, words: tuple[str, str]) -> None:
        self.client = Client(port)
        self.middle, self.page = rows // 2, max(rows // 100, 2)
        self.hit, self.none = map(quote, words)

    def calls(self) -> dict[str, Callable[[], object]]:
        get = self.client.get
        return {
            "list": lambda: get("/admin/customers/"),
            "deep": lambda: get(f"/admin/customers/?page={self.page - 1}"),
            "filter": lambda: get("/admin/customers/?flt0_0=PARTNERED&flt1_5=SUPPLIER"),
            "sort": lambda: get("/admin/customers/?sort=1"),
            "search_hit": lambda: get(f"/admin/customers/?search={self.hit}"),
            "search_none": lambda: get(f"/admin/customers/?search={self.none}"),
            "edit": lambda: get(f"/admin/customers/edit/?id={self.middle}"),
            "save": self.save,
        }

    def save(self) -> None:
        self.client.post(f"/admin/customers/edit/?id={self.middle}", {
            **required(self.middle), "number": f"KH-2026-{self.middle:07d}", "name_key": "基准",
        })  # fmt: skip


def required(id: int) -> dict[str, str]:
    """The fields both forms have."""
    return {
        "name": f"基准客户 {id}", "legal_representative": "王五", "address": "杭州市某路 1 号",
        "postcode": "310000", "phone": "0571-88889999", "business_scope": "批发与零售",
    }  # fmt: skip
