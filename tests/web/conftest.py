"""What web tests share: counting the questions a page asks the database."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from tests.visitors import Web
from views.extensions import db


@pytest.fixture
def statements(web: Web) -> Callable[[], AbstractContextManager[list[str]]]:
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
