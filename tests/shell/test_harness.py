"""The test fixtures themselves: who is signed in, tokens, the clock, both databases."""

from sqlalchemy import select

from models.people import User
from models.words.kinds import Kind
from portal.errors import Conflict
from portal.events import Done
from views.shell.context import actor, now


def test_a_visitor_is_the_person_they_signed_in_as(web):
    with web.app.test_request_context("/", headers={"Cookie": f"sid={web.token('wang')}"}):
        assert actor().name == "王档"
        assert now() == web.now


def test_a_post_without_a_token_is_400_and_with_one_is_not(web):
    assert web.as_("wang").post("/nowhere", token=False).status_code in (400, 404)
    assert web.as_("wang").post("/nowhere").status_code == 404


def test_every_test_has_a_database_of_its_own(web):
    with web.work("wang") as work:
        work.record(Done(kind=Kind.USER, id=1, action="greet"))
    with web.work() as work:
        assert work.session.scalar(select(User.name).where(User.login == "wang")) == "王档"


def test_threads_of_an_arena_commit_in_turn(arena):
    def write():
        with arena.work("ann") as work:
            work.record(Done(kind=Kind.USER, id=1, action="greet"))
        return "written"

    def refuse():
        with arena.work("ann"):
            raise Conflict("No.")

    answers = arena.race(*[write] * 8, refuse)
    assert answers[:8] == ["written"] * 8
    assert isinstance(answers[8], Conflict)
