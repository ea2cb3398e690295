"""A pooled connection whose server went away is noticed before it is used."""

from collections.abc import Callable

from sqlalchemy import create_engine, text

from models import engine as engines
from models.engine import READS, build_engine
from tests.support.databases import Shelf


def test_a_connection_that_the_server_closed_is_replaced_unseen(
    shelves: Callable[[str], Shelf],
) -> None:
    url = shelves("postgresql").fresh("revival")
    engine = build_engine(url, pool_size=1, max_overflow=0)
    with engine.connect() as connection:
        mine = connection.scalar(text("SELECT pg_backend_pid()"))
    other = create_engine(url, isolation_level="AUTOCOMMIT")
    with other.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid, 10000)"), {"pid": mine})
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT pg_backend_pid()")) != mine
    engine.dispose()
    other.dispose()


def test_a_connection_that_rested_for_long_is_asked(
    shelves: Callable[[str], Shelf], monkeypatch
) -> None:
    monkeypatch.setattr(engines, "RESTED", -1.0)
    engine = build_engine(shelves("postgresql").fresh("revival"), pool_size=1, max_overflow=0)
    pids = []
    for _ in range(2):
        with engine.connect() as connection:
            pids.append(connection.scalar(text("SELECT pg_backend_pid()")))
            assert connection.connection.dbapi_connection.info.transaction_status.name == "INTRANS"
    assert pids[0] == pids[1]
    engine.dispose()


def test_what_only_reads_opens_no_transaction_and_a_writer_does(
    shelves: Callable[[str], Shelf],
) -> None:
    engine = build_engine(shelves("postgresql").fresh("revival"), pool_size=1, max_overflow=0)
    states = []
    for options in (READS, engines.WRITES):
        with engine.connect().execution_options(**options) as connection:
            connection.scalar(text("SELECT 1"))
            raw = connection.connection.dbapi_connection
            states.append(raw.info.transaction_status.name)
    assert states == ["IDLE", "INTRANS"]
    engine.dispose()
