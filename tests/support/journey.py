"""What a newcomer's day needs around the screens: the office's list, its worker, its clock."""

import csv
import io
from typing import Any

from sqlalchemy import Select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models.lending.loans import Loan
from models.people import User
from portal.people import password_hashes
from portal.platform.audit import chain
from portal.schedule import TASKS
from portal.seed.approvals import seed_approvals
from portal.seed.calendar import seed_calendar
from portal.seed.files import seed_files
from portal.workers.runner import Runner
from tests.support import cast

ROWS, BAD = 5_000, 37
HEAD = ("客户名称", "法定代表人", "地址", "邮编", "电话", "经营范围", "注册资本", "负责人")
# What somebody with the database at hand would try.
CHEATS = {
    "UPDATE audit SET actor_id = 0 WHERE seq = 1": "never changed",
    "DELETE FROM audit WHERE seq = (SELECT MAX(seq) FROM audit)": "never deleted",
    "DELETE FROM loans": "never deleted",
    "UPDATE number_ledger SET number = 'KH-2026-9999' WHERE number = 'KH-2026-0001'": "never changed or issued again",
    "DELETE FROM number_ledger WHERE number = 'KH-2026-0001'": "never deleted",
    "UPDATE files SET number = 'KH-2026-0002'": "keeps its number",
    "DELETE FROM placements": "only added",
}


def sheet(rows: list[tuple[str, ...]]) -> bytes:
    """The office's list as the CSV that a Chinese Excel writes."""
    out = io.StringIO()
    csv.writer(out).writerows([HEAD, *rows])
    return out.getvalue().encode("gb18030")


def customers() -> list[tuple[str, ...]]:
    """5,000 rows; every 135th has no name."""
    bad = set(range(100, 100 + BAD * 135, 135))
    return [
        (
            "" if n in bad else f"嘉禾第{n}贸易有限公司",
            f"王{n}",
            f"杭州市文一路 {n} 号",
            "310000",
            f"0571-{80000000 + n}",
            "日用百货批发",
            "1000000",
            "欧文",
        )
        for n in range(1, ROWS + 1)
    ]


class Day:
    """The browser, the office's people and its worker, on one database."""

    def __init__(self, browser: Any) -> None:
        self.browser, self.web = browser, browser.web
        with self.web.work() as work:
            seed_calendar(work)
            seed_files(work)
            seed_approvals(work)
        self.runner = Runner(self.web.arena.engine, self.web.config, lambda: self.web.now, TASKS)

    def work_off(self) -> None:
        """What the worker would do until nothing is due."""
        while self.runner.step():
            pass

    def ask(self, query: Select[Any]) -> Any:
        with Session(self.web.arena.engine) as session:
            return session.scalar(query)

    def page_of(self, name: str, path: str, **size: int) -> Any:
        """A page of ``name``, who has just signed in."""
        page = self.browser.page(name, **size)
        assert page.goto(path).status == 200
        return page

    def sign_in(self, name: str) -> Any:
        """By the page and with the keyboard, as a person does."""
        with self.web.work() as work:
            person = work.session.get(User, self.web.people[name])
            person.password_hash = password_hashes.hash_password(cast.PASSWORD)
        page = self.browser.page()
        page.goto("/sign_in/")
        page.get_by_label("账号").fill(name)
        page.get_by_label("密码", exact=True).fill(cast.PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{self.browser.address}/")
        return page

    def go_home(self) -> None:
        """Everybody closes the browser: a bell that asked on would be told to sign in."""
        while self.browser.contexts:
            self.browser.contexts.pop().close()

    def chain_faults(self) -> list[str]:
        with Session(self.web.arena.engine) as session:
            return list(chain.verify_chain(session, self.web.config.audit_key))

    def cheat(self, statement: str) -> str:
        """Say it to the database itself; returns what it answers."""
        try:
            with self.web.arena.engine.begin() as connection:
                connection.execute(text(statement))
        except DBAPIError as error:
            return str(error.orig)
        return ""


def press(page: Any, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).last.click()


def save(page: Any) -> None:
    """The button of the open form; back on the page that follows."""
    with page.expect_navigation():
        page.locator("form.admin-form [data-save]").last.click()
    page.wait_for_load_state()


def sign(page: Any) -> None:
    """Draw a line on the pad, as the recipient does with the mouse."""
    pad = page.locator("[data-sign] canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    for step in range(1, 12):
        page.mouse.move(box["x"] + 40 + 20 * step, box["y"] + 60 + 30 * (step % 2))
    page.mouse.up()


def look_up(page: Any, label: str, typed: str) -> None:
    """Type into a look-up and take the first that is offered."""
    box = page.get_by_role("combobox", name=label)
    box.fill(typed)
    page.locator("ul.combo-list:not([hidden]) li[id]").first.wait_for()
    box.press("Enter")


def act(page: Any, name: str, **fields: str) -> None:
    """Carry an act of a record page out, filling its form by the ids of its fields."""
    button = (
        page.locator(".rec-card")
        .get_by_role("link", name=name, exact=True)
        .or_(page.locator(".rec-card").get_by_role("button", name=name, exact=True))
        .first
    )
    if not fields:
        with page.expect_navigation():  # a fresh token is fetched before the post
            button.click()
    else:
        button.click()
        form = page.locator("form.admin-form")
        form.wait_for()
        for field, value in fields.items():
            box = form.locator(f"#{field}")
            box.check() if value == "yes" else box.fill(value)
        save(page)
    page.wait_for_load_state()


def by_default(page: Any, name: str) -> None:
    """An act with a form, sent as it stands."""
    page.locator(".rec-card").get_by_role("link", name=name, exact=True).first.click()
    save(page)


def hand_out(page: Any) -> None:
    """From the approved request: set the file aside, hand it out against a signature."""
    with page.expect_navigation():
        press(page, "预留")
    page.get_by_role("link", name="交付").click()
    page.locator("#pages").wait_for()
    sign(page)
    save(page)


def take_back(page: Any, pages: int) -> None:
    """From the loan: one paper comes back whole and goes to its shelf."""
    by_default(page, "收回")
    act(page, "归还验收", items="1", pages=str(pages))
    by_default(page, "上架")


def second_open_loan(loan_id: int) -> str:
    """SQL that lends the same file once more behind the portal's back."""
    own = {"id": "id + 1000", "number": "'JY-2026-99999'", "line_id": "line_id + 1000"}
    names = [column.name for column in Loan.__table__.columns]
    values = ", ".join(own.get(name, name) for name in names)
    into = f"INSERT INTO loans ({', '.join(names)})"
    return f"{into} SELECT {values} FROM loans WHERE id = {loan_id}"
