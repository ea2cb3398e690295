"""The database is away: a page with a sentence and a number, and nothing asked of it (SEC-20)."""

import logging
import shutil
import tempfile
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

import models.all  # noqa: F401
from app import create_app
from models.base import Base
from models.engine import build_engine
from portal.config import Config
from portal.people.sessions import open_session
from tests.conftest import NOON
from tests.support import cast
from tests.support.places import throwaway
from tests.support.postgres import Cluster, NoPostgres
from tests.support.visitors import Visitor
from views.people import auth
from views.shell.extensions import db

PAGES = ("/", "/customers/", "/sign_in/", "/inbox/", "/bell/state/")


class House:
    """A portal on a database of its own that can be taken away and given back."""

    def __init__(self, url, folder, out, back):
        config = Config(database=url, instance=folder, secret_key=b"s" * 32, audit_key=b"a" * 32)
        engine = build_engine(url)
        Base.metadata.create_all(engine)
        with Session(engine) as session:
            people = cast.assemble(session, NOON)
            self.token = open_session(session, people["wang"], NOON)
            session.commit()
        engine.dispose()
        self.out, self.back = out, back
        self.app = create_app(
            config, TESTING=True, PROPAGATE_EXCEPTIONS=False, RATELIMIT_ENABLED=False
        )
        self.app.config["CLOCK"] = lambda: NOON
        self.app.test_client_class = Visitor

    def let_go(self):
        """Close what the pool holds."""
        with self.app.app_context():
            db.engine.dispose()

    def visitor(self):
        client = self.app.test_client()
        client.set_cookie(auth.COOKIE, self.token)
        return client


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request, tmp_path):
    if request.param == "sqlite":
        house = on_sqlite(tmp_path)
        yield house
        house.let_go()
        return
    place = Path(tempfile.mkdtemp(prefix="qj-away-", dir=throwaway()))
    try:
        cluster = Cluster(folder=place)
    except NoPostgres as error:
        pytest.skip(f"NOT TESTED ON POSTGRESQL: {error}")
    running = [cluster]

    def stop():
        running.pop().stop()

    def start():
        running.append(Cluster(folder=place))

    house = House(cluster.url("postgres"), tmp_path, stop, start)
    yield house
    house.let_go()
    for each in running:
        each.stop()
    shutil.rmtree(place, ignore_errors=True)


def on_sqlite(folder):
    """Its file is a folder for a while: what even root cannot open as a database."""
    path, aside = folder / "portal.db", folder / "aside.db"

    def out():
        for end in ("-wal", "-shm"):
            path.with_name(f"portal.db{end}").unlink(missing_ok=True)
        path.rename(aside)
        path.mkdir()

    def back():
        path.rmdir()
        aside.rename(path)

    return House(f"sqlite:///{path}", folder, out, back)


def take_away(house):
    house.let_go()
    house.out()


def test_a_page_says_so_with_a_number_and_when_to_come_back(house, caplog):
    client = house.visitor()
    assert client.get("/customers/").status_code == 200
    take_away(house)
    with caplog.at_level(logging.ERROR):
        for url in PAGES:
            answer = client.get(url, headers={"Accept-Language": "zh-CN"})
            assert answer.status_code == 503, url
            assert int(answer.headers["Retry-After"]) > 0
            assert "现在连不上数据库" in answer.text
            assert "编号" in answer.text
    said = [record for record in caplog.records if record.name.startswith("views")]
    assert len(said) == len(PAGES)
    assert all(record.exc_info is None and len(record.getMessage()) < 300 for record in said)
    house.back()
    assert client.get("/customers/").status_code == 200


def test_the_language_is_that_of_the_cookie_else_of_the_browser(house):
    take_away(house)
    client = house.visitor()
    english = client.get("/", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert "cannot be reached" in english.text
    client.set_cookie("language", "zh_CN")
    chinese = client.get("/", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert "现在连不上数据库" in chinese.text
    assert 'lang="zh-CN"' in chinese.text
    house.back()


def test_a_form_leads_back_to_what_was_typed(house):
    client = house.visitor()
    take_away(house)
    answer = client.post(
        "/customers/new/",
        data={"name": "某公司"},
        headers={"Referer": "http://localhost/customers/new/"},
    )
    assert answer.status_code == 503
    assert "data-outage" in answer.text
    assert 'href="/customers/new/"' in answer.text
    house.back()


def test_the_process_is_alive_but_not_ready(house):
    client = house.visitor()
    assert client.get("/ready").status_code == 200
    take_away(house)
    assert client.get("/health").text == "ok\n"
    answer = client.get("/ready")
    assert answer.status_code == 503
    assert answer.json["faults"] == ["database"]
    house.back()
    assert client.get("/ready").status_code == 200


def test_only_this_machine_or_a_token_is_told_more(tmp_path):
    house = on_sqlite(tmp_path)
    client = house.visitor()
    far = {"REMOTE_ADDR": "10.1.2.3"}
    assert client.get("/ready").json["tables"] == "fits"
    assert client.get("/ready", environ_base=far).text == ""
    assert client.get("/ready", headers={"X-Forwarded-For": "10.1.2.3"}).text == ""
    wrong = {"Authorization": "Bearer "}
    assert client.get("/ready", environ_base=far, headers=wrong).text == ""
    assert str(tmp_path) not in client.get("/ready").text
    house.let_go()
