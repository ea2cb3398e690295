"""What web tests share: counting the questions a page asks, and one record of every kind."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event

from tests.conftest import ON_POSTGRES
from tests.support.databases import Shelf
from tests.support.one_of_each import one_of_each
from tests.support.staging import Shelves
from tests.support.visitors import Web
from views.shell.extensions import db
from views.shell.records import RecordView

Listen = Callable[[], AbstractContextManager[list[str]]]


def statements(web: Web) -> Listen:
    """``with statements() as asked:`` — the SQL of the pages opened inside."""

    @contextmanager
    def listening() -> Iterator[list[str]]:
        asked: list[str] = []
        with web.app.app_context():
            engine = db.engine

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if not statement.startswith("BEGIN"):
                asked.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            yield asked
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return listening


def record_views(app: Flask) -> list[RecordView]:
    """Every screen of lists and records."""
    return [v for v in app.extensions["admin"][0]._views if isinstance(v, RecordView)]


@dataclass
class Sales:
    """The ids of one record of every kind, all of sales; ``again`` puts them as they were made."""

    web: Web
    shelf: Shelf
    ids: dict[str, int]

    def again(self) -> None:
        """Rows and stored bytes; another test may have swept up what its own database lacks."""
        self.close()
        self.shelf.fresh("web", "sales")
        for path, kept in self.shelf.bytes.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(kept)
        self.web.tokens.clear()

    def close(self) -> None:
        self.web.arena.engine.dispose()
        with self.web.app.app_context():
            db.engine.dispose()


def stored(web: Web) -> set[Path]:
    """Every stored file; all tests of a process share one folder of them."""
    return {path for path in web.config.storage.rglob("*") if path.is_file()}


def sales(web: Web, shelves: Shelves) -> Sales:
    """Made once for all tests, then copied."""
    shelf = shelves("postgresql" if ON_POSTGRES else "sqlite")
    if "sales" not in shelf.made:
        lists = [view.listing.name for view in record_views(web.app)]
        before = stored(web)
        shelf.made["sales"] = one_of_each(web, lists)
        shelf.bytes = {path: path.read_bytes() for path in stored(web) - before}
        Sales(web, shelf, {}).close()
        shelf.server.copy("web", "sales")
    found = Sales(web, shelf, shelf.made["sales"])
    found.again()
    return found
