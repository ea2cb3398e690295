"""The web server is killed in the middle of mixed writes (issue part 13).

Clerks ask again until they are answered, as people do. What was acknowledged is there, once;
nothing is half done, and the audit verifies.
"""

import http.client
import os
import random
import re
import secrets
import signal
import socket
import subprocess
import sys
import threading
from collections import Counter
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.customers import Contact, Customer
from models.files.places import Place
from models.platform.audit import AuditEntry
from models.platform.records import Comment
from models.platform.search import SearchEntry
from models.words.customers import CustomerState
from models.words.kinds import Kind
from portal.people.sessions import open_session
from portal.platform.audit import chain
from tests.house.tree import ROOT
from tests.support.drills import note, times
from tests.support.waiting import PATIENCE, until
from views.people import auth
from views.shell.csrf import mask_token

WRITES, WRITERS, KILLS = times(400, 4000), 6, times(4, 100)


class Server:
    """A real gunicorn with its own process group, so that all of it dies at once."""

    def __init__(self, arena, port):
        self.port = port
        self.environment = {
            **os.environ,
            "PORTAL_DATABASE": arena.url,
            "PORTAL_SECRET_KEY": "s" * 32,
            "PORTAL_INSTANCE": str(arena.config.instance),
            "PORTAL_AUDIT_KEY": "a" * 32,
        }

    def start(self):
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "-k",
            "views.shell.serving.Buffered",
            "--threads",
            "8",
            "--bind",
            f"127.0.0.1:{self.port}",
            "--log-level",
            "critical",
            "app:serve()",
        ]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=self.environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Clerk:
    """Posts forms as wang and remembers what was acknowledged."""

    def __init__(self, app, arena, port):
        self.port, self.written, self.refused, self.again = port, 0, 0, 0
        self.made = {name: {} for name in ("cards", "rooms", "words", "edits", "moves")}
        self.cards = []  # of this clerk, not changed yet
        raw = secrets.token_hex(20)
        cookie = app.session_interface.get_signing_serializer(app).dumps({"csrf_token": raw})
        signer = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token")
        token = mask_token(signer.dumps(raw))
        with Session(arena.engine) as session:
            sid = open_session(session, arena.people["wang"], datetime.now(UTC))
            session.commit()
        self.headers = {
            "Cookie": f"{auth.COOKIE}={sid}; session={cookie}",
            "X-CSRFToken": token,
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def ask(self, method, url, values=()):
        """Status, place and text; asked again, as people do, until the server answers."""
        tries = 0

        def once():
            nonlocal tries
            tries += 1
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
            try:
                connection.request(method, url, urlencode(values), self.headers)
                answer = connection.getresponse()
                text = answer.read().decode()
            except (OSError, http.client.HTTPException):
                return None  # the server is down
            else:
                return None if answer.status in (502, 503) else (answer, text)
            finally:
                connection.close()

        answer, text = until(once, "the server answers no more")
        self.again += tries > 1
        return answer.status, answer.getheader("Location", ""), text, tries

    def create(self, url, values):
        """A form with its key, which makes a second post of it harmless (C9)."""
        key = secrets.token_hex(16)
        status, place, text, _tries = self.ask("POST", url, {**values, "submission": key})
        assert status == 303, (status, text[-300:])
        return int(place.split("/")[2])

    def step(self, url, values, done):
        """A post without a key: asked again, it may find that it was done already."""
        status, _place, text, tries = self.ask("POST", url, values)
        assert status == 303 or (tries > 1 and status in done), (status, tries, text[-300:])

    def write(self, number):
        """One of ten: four cards with a contact, two rooms, a word, an edit, a move, a refusal."""
        kind = number % 10
        if kind == 9:
            status, *_rest = self.ask("POST", "/places/new/", {"sort": "room", "code": ""})
            assert status == 422
            self.refused += 1
        elif kind in (1, 4):
            room = {"sort": "room", "code": f"R{number}", "active": "y"}
            self.made["rooms"][self.create("/places/new/", room)] = f"R{number}"
        elif kind in (6, 7, 8) and self.cards:
            CHANGES[kind](self, number, self.cards.pop())
        else:
            id = self.create("/customers/new/", card(number))
            self.made["cards"][id] = f"客户{number:05d}号"
            self.cards.append(id)

    def say(self, number, id):
        self.step(f"/customers/{id}/comments/", {"text": f"留言{number:05d}"}, ())
        self.made["words"][f"留言{number:05d}"] = id

    def edit(self, number, id):
        url = f"/customers/{id}/edit/"
        _status, _place, page, _tries = self.ask("GET", url)
        kept = {
            n: re.search(rf'name="{n}"[^>]*value="([^"]*)"', page)[1]
            for n in ("revision", "opened", "contacts-0-id")
        }
        values = {**card(number), **kept, "name": self.made["cards"][id], "address": f"改{number}"}
        self.step(url, values, (409,))
        self.made["edits"][id] = f"改{number}"

    def archive(self, _number, id):
        self.step(f"/customers/{id}/do/archive/", {"sure": "1"}, (409, 422))
        self.made["moves"][id] = "archived"


CHANGES = {6: Clerk.say, 7: Clerk.edit, 8: Clerk.archive}


def card(number):
    return {
        "name": f"客户{number:05d}号",
        "nature": "person",
        "confirmed": "y",
        "phone": f"010-6{number:07d}",
        "address": "北京市",
        "customer_type": "business",
        "lifecycle": "potential",
        "secrecy": "normal",
        "contacts-0-name": "王经理",
        "contacts-0-role": "manager",
        "contacts-0-mobile": f"139{number:08d}",
    }


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Progress:
    """Numbers handed out to the clerks, what they have written, and the first failure."""

    def __init__(self):
        self.numbers, self.done, self.failures = iter(range(WRITES)), 0, []
        self.changed = threading.Condition()

    def take(self):
        with self.changed:
            return None if self.failures else next(self.numbers, None)

    def wait_for(self, goal):
        """Until so many writes were answered, or one failed."""
        with self.changed:
            reached = self.changed.wait_for(lambda: self.failures or self.done >= goal, PATIENCE)
            assert reached, "nothing goes on"

    def keep_writing(self, clerk):
        while (number := self.take()) is not None:
            try:
                clerk.write(number)
            except Exception as error:  # noqa: BLE001  (the test raises it)
                with self.changed:
                    self.failures.append(error)
                    self.changed.notify_all()
                return
            with self.changed:
                clerk.written, self.done = clerk.written + 1, self.done + 1
                self.changed.notify_all()


def run(server, clerks):
    """Writes by many clerks, and the server killed again and again among them."""
    chance, progress = random.Random(1), Progress()
    threads = [threading.Thread(target=progress.keep_writing, args=(c,)) for c in clerks]
    for thread in threads:
        thread.start()
    for kill in range(1, KILLS + 1):
        goal = WRITES * kill // (KILLS + 1) + chance.randrange(20)
        progress.wait_for(goal)
        server.kill()
        server.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads), "a clerk hangs"
    assert not progress.failures, progress.failures[:3]


@pytest.mark.slow
def test_kill_9_in_the_middle_of_mixed_writes(arena, app):
    """Every write is answered in the end, and was done exactly once."""
    server = Server(arena, free_port())
    clerks = [Clerk(app, arena, server.port) for _ in range(WRITERS)]
    server.start()
    try:
        run(server, clerks)
    finally:
        server.kill()
    assert sum(clerk.written for clerk in clerks) == WRITES
    assert sum(clerk.again for clerk in clerks) >= KILLS, "no write was under way at a kill"
    assert sum(clerk.refused for clerk in clerks) == WRITES // 10
    made = {}
    for clerk in clerks:
        for name, rows in clerk.made.items():
            made.setdefault(name, {}).update(rows)
    assert min(len(rows) for rows in made.values()) > WRITES // 20
    check(arena, made)
    again = sum(clerk.again for clerk in clerks)
    note(
        "kill -9 of the web server",
        arena.engine.dialect.name,
        kills=KILLS,
        writes=WRITES,
        asked_again=again,
        lost=0,
        doubled=0,
    )


def check(arena, made):
    """What was acknowledged is there once; every row has its audit entry and its index."""
    with arena.work() as work:
        ask = work.session.execute
        rooms = dict(ask(select(Place.id, Place.code)).all())
        cards = dict(ask(select(Customer.id, Customer.name)).all())
        words = ask(select(Comment.text, Comment.subject_id)).all()
        edits = dict(ask(select(Customer.id, Customer.address)).all())
        moved = set(
            work.session.scalars(
                select(Customer.id).where(Customer.state == CustomerState.ARCHIVED)
            )
        )
        indexed = Counter(
            work.session.scalars(
                select(SearchEntry.subject_id).where(SearchEntry.kind == Kind.CUSTOMER)
            )
        )
        people = Counter(work.session.scalars(select(Contact.customer_id)))
        told = Counter(
            (e.subject, e.happened, e.subject_id)
            for e in work.session.scalars(select(AuditEntry))
            if not e.refused
        )
        broken = list(chain.verify_chain(work.session, arena.config.audit_key))
    assert rooms == made["rooms"], "lost or doubled"
    assert cards == made["cards"], "lost or doubled"
    assert set(made["words"].items()) == set(words), "lost"
    assert made["edits"].items() <= edits.items(), "lost"
    assert moved == set(made["moves"]), "lost"
    assert people == indexed == Counter(dict.fromkeys(cards, 1)), "half done"
    for kind, act, ids in (
        (Kind.PLACE, "create", rooms),
        (Kind.CUSTOMER, "create", cards),
        (Kind.CUSTOMER, "edit", made["edits"]),
        (Kind.CUSTOMER, "archive", moved),
    ):
        kept = {id: n for (k, a, id), n in told.items() if (k, a) == (kind, act)}
        assert kept == dict.fromkeys(ids, 1), f"half done: {kind} {act}"
    assert sum(n for (k, _a, _id), n in told.items() if k == Kind.COMMENT) == len(words)
    assert broken == []
