"""Questions asked together get the answers they get alone, on either database."""

from contextlib import contextmanager
from datetime import UTC

import pytest
from sqlalchemy import BigInteger, bindparam, event, select

from models.people import User
from models.platform.records import Comment, Setting
from models.words.kinds import Kind
from portal.platform.ahead import Question, ask, ask_together

SAID = {"subject": Kind.CUSTOMER, "subject_id": 7, "text": "来电询价", "mentions": [1, 2]}
SAYINGS = Question(
    "sayings",
    select(Comment.id, Comment.created_at, Comment.subject, Comment.text, Comment.mentions)
    .where(Comment.subject == Kind.CUSTOMER)
    .order_by(Comment.id.desc())
    .limit(3),
)
SOME = bindparam("some", type_=BigInteger, expanding=True)
PEOPLE = Question(
    "people",
    select(User.id, User.name, User.superior_id, User.active).where(User.id.in_(SOME)),
    {"some": (1, 2, 3)},
)
NONE = Question("none", select(Setting.name, Setting.value).where(Setting.name == "nothing"))
ALL = (SAYINGS, PEOPLE, NONE)


@pytest.fixture
def work(stage):
    with stage.work("owen") as work:
        work.add(Comment(**SAID, author_id=work.actor.id))
    with stage.work("owen") as work:
        yield work


@contextmanager
def counted(work):
    asked = []

    def note(_connection, _cursor, statement, *_rest):
        asked.append(statement)

    engine = work.session.get_bind().engine
    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


def told(work):
    return [sorted(map(tuple, ask(work, question)), key=str) for question in ALL]


def test_what_is_asked_together_is_what_is_asked_alone(work):
    alone = told(work)
    ask_together(work, ALL)
    assert told(work) == alone
    said, person = ask(work, SAYINGS)[0], ask(work, PEOPLE)[0]
    assert said.subject is Kind.CUSTOMER
    assert said.created_at.tzinfo is UTC
    assert (said.text, said.mentions) == ("来电询价", [1, 2])
    assert person.active is True
    assert ask(work, NONE) == []


def test_they_are_one_statement_and_are_asked_once(work):
    with counted(work) as asked:
        ask_together(work, ALL)
        ask_together(work, ALL)
        told(work)
    assert len(asked) == 1


def test_two_values_of_one_parameter_are_refused(work):
    other = Question("others", PEOPLE.statement, {"some": (4,)})
    with pytest.raises(ValueError, match="some"):
        ask_together(work, [PEOPLE, other])


def test_what_is_known_does_not_go_along_to_another_actor(work):
    ask_together(work, [NONE])
    assert work.known
    assert not work.as_system().known
