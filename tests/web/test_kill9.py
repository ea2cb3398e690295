"""The web server is killed in the middle of a thousand mixed writes (issue part 13).

What was acknowledged is there, nothing is half done, and the audit verifies.
"""

import http.client
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.customers import Contact, Customer
from models.places import Place
from models.search import SearchEntry
from models.system import AuditEntry
from models.words.kinds import Kind
from portal.engines import audit
from tests.house.tree import ROOT
from views import auth

WRITES, WRITERS, KILLS = 1000, 6, 5
PATIENCE = 300  # seconds; a limit for a hang, not a measure


class Server:
    """A real gunicorn with its own process group, so that all of it dies at once."""

    def __init__(self, arena, port):
        self.port = port
        self.environment = {
            **os.environ, "PORTAL_DATABASE": arena.url, "PORTAL_SECRET_KEY": "s" * 32,
            "PORTAL_INSTANCE": str(arena.config.instance), "PORTAL_AUDIT_KEY": "a" * 32,
        }  # fmt: skip

    def start(self):
        command = [sys.executable, "-m", "gunicorn", "-k", "gthread", "--threads", "8", "--bind",
                   f"127.0.0.1:{self.port}", "--log-level", "critical", "app:create_app()"]  # fmt: skip
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Clerk:
    """Posts forms as wang and remembers what was acknowledged."""

    def __init__(self, app, arena, port):
        self.port, self.acknowledged, self.refused = port, set(), 0
        raw = secrets.token_hex(20)
        cookie = app.session_interface.get_signing_serializer(app).dumps({"csrf_token": raw})
        token = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps(raw)
        with Session(arena.engine) as session:
            sid = auth.open_session(session, arena.people["wang"], datetime.now(UTC))
            session.commit()
        self.headers = {
            "Cookie": f"{auth.COOKIE}={sid}; session={cookie}", "X-CSRFToken": token,
            "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip

    def post(self, url, values):
        """The status, or None when the server died before it answered."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("POST", url, urlencode(values), self.headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)  # the server is down; the post stays unanswered
            return None
        finally:
            connection.close()
        return answer.status

    def write(self, number):
        """A customer with a contact, a room, or a post that is refused."""
        if number % 10 == 9:
            self.refused += self.post("/places/new/", {"sort": "room", "code": ""}) == 422
            return
        if number % 2:
            url, values = "/places/new/", {"sort": "room", "code": f"R{number}", "active": "y"}
        else:
            url, values = "/customers/new/", {
                "name": f"客户{number:05d}号", "nature": "person", "confirmed": "y",
                "phone": f"010-6{number:07d}", "address": "北京市", "customer_type": "business",
                "lifecycle": "potential", "secrecy": "normal", "contacts-0-name": "王经理",
                "contacts-0-role": "manager", "contacts-0-mobile": f"139{number:08d}",
            }  # fmt: skip
        status = self.post(url, {**values, "submission": secrets.token_hex(16)})
        assert status in (302, None, 502, 503), status
        if status == 302:
            self.acknowledged.add(number)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def keep_writing(clerk, take, failures):
    while (number := take()) is not None:
        try:
            clerk.write(number)
        except AssertionError as error:
            failures.append(error)
            return


def run(server, clerks):
    """A thousand writes by many clerks, and the server killed again and again among them."""
    chance, numbers, lock, failures = random.Random(1), iter(range(WRITES)), threading.Lock(), []

    def take():
        with lock:
            return next(numbers, None)

    threads = [threading.Thread(target=keep_writing, args=(c, take, failures)) for c in clerks]
    ends = time.monotonic() + PATIENCE
    for thread in threads:
        thread.start()
    for kill in range(KILLS):
        goal = WRITES * (kill + 1) // (KILLS + 2) // 2 + chance.randrange(10)
        while sum(len(c.acknowledged) for c in clerks) < goal and threads[0].is_alive():
            assert time.monotonic() < ends, "the server answers no more"
            time.sleep(0.01)
        server.kill()
        server.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not failures, failures[:3]


@pytest.mark.slow
def test_kill_9_in_the_middle_of_a_thousand_mixed_writes(arena, app):
    server = Server(arena, free_port())
    clerks = [Clerk(app, arena, server.port) for _ in range(WRITERS)]
    server.start()
    while clerks[0].post("/places/new/", {"sort": "room", "code": ""}) is None:
        time.sleep(0.05)
    try:
        run(server, clerks)
    finally:
        server.kill()
    check(arena, set().union(*(clerk.acknowledged for clerk in clerks)))
    assert sum(clerk.refused for clerk in clerks)


def check(arena, acknowledged):
    with arena.work() as work:
        rooms = dict(work.session.execute(select(Place.code, Place.id)).all())
        cards = dict(work.session.execute(select(Customer.name, Customer.id)).all())
        made = {
            (e.subject, e.subject_id)
            for e in work.session.scalars(select(AuditEntry))
            if e.happened == "create" and not e.refused
        }
        indexed = set(work.session.scalars(
            select(SearchEntry.subject_id).where(SearchEntry.kind == Kind.CUSTOMER)
        ))  # fmt: skip
        people = set(work.session.scalars(select(Contact.customer_id)))
        broken = list(audit.verify(work.session, arena.config.audit_key))
    names = {n: f"R{n}" if n % 2 else f"客户{n:05d}号" for n in acknowledged}
    assert len(acknowledged) > WRITES // 4
    assert not [n for n in names.values() if n not in rooms and n not in cards], "lost"
    assert {(Kind.PLACE, id) for id in rooms.values()} <= made, "half done: no audit"
    assert {(Kind.CUSTOMER, id) for id in cards.values()} <= made, "half done: no audit"
    assert {id for kind, id in made if kind is Kind.CUSTOMER} == set(cards.values())
    assert set(cards.values()) == people == indexed, "half done: no contact or not searchable"
    assert broken == []
