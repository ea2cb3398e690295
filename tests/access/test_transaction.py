"""The one commit: all or nothing, audited, and states only through moves."""

import threading

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from models import refusals
from models.people import Delegation, Department, User
from models.platform.audit import AuditEntry
from models.platform.lists import SavedView
from models.words.kinds import Kind
from models.words.labels import label
from models.words.people import DelegationState
from models.words.permissions import Permission
from portal.errors import Conflict, Invalid, NotAllowed, PortalError, Problems
from portal.events import Done
from portal.office import settings
from portal.platform.audit import chain
from tests.support.waiting import PATIENCE


def test_an_event_becomes_one_chained_entry(stage):
    with stage.work("ann") as work:
        work.record(Done(kind=Kind.USER, id=work.actor.id, action="greet", facts={"n": 1}))
    entry = stage.session.scalars(select(AuditEntry)).one()
    assert (entry.happened, entry.actor["name"], entry.seq) == ("greet", "安安", 1)
    assert list(chain.verify_chain(stage.session, stage.config.audit_key)) == []


def test_a_refusal_undoes_everything_and_leaves_its_own_entry(stage):
    """Trap 22: nothing is written after the commit."""
    with pytest.raises(Conflict), stage.work("ann", about="departments.rename") as work:
        work.session.scalars(select(Department)).first().name = "changed"
        raise Conflict("%(count)s files.", count=3, field="name")
    assert not stage.session.scalar(select(Department).where(Department.name == "changed"))
    entry = stage.session.scalars(select(AuditEntry)).one()
    assert (entry.refused, entry.happened) == (True, "departments.rename")
    assert (entry.subject, entry.subject_id) == (Kind.DEPARTMENT, 0)
    told = ("%(count)s files.", {"count": 3}, "name")
    assert tuple(entry.details[key] for key in ("reason", "values", "field")) == told


@pytest.mark.parametrize("slip", [Invalid("No."), Problems({"name": Invalid("No.")})])
def test_a_slip_of_the_pen_is_no_refusal(stage, slip):
    with pytest.raises(PortalError), stage.work("ann", about="departments.rename"):
        raise slip
    assert not stage.session.scalars(select(AuditEntry)).all()


def test_a_refused_setting_is_named(stage):
    """The permission as its msgid: it is read in the reader's language."""
    with pytest.raises(NotAllowed), stage.work("ann", about="settings.change") as work:
        settings.change_settings(work, {"lock_after": "3"})
    entry = stage.session.scalars(select(AuditEntry)).one()
    assert (entry.subject, entry.details["about"]) == (Kind.SETTING, ["lock_after"])
    assert entry.details["reason"] == "You need the permission «%(permission)s»."
    assert entry.details["values"] == {"permission": label(Permission.SETTING_EDIT)}


def test_a_state_assigned_by_hand_is_refused(stage):
    """K-1, I-11: a state changes by a move, which says so, and in no other way."""
    with stage.work("sun") as work:
        row = work.add(
            Delegation(
                from_id=work.actor.id,
                to_id=stage.people["ann"],
                reason="x",
                starts_at=stage.now,
                ends_at=stage.now,
            )
        )
        key = row.id
    with pytest.raises(NotAllowed), stage.work() as work:
        work.session.get(Delegation, key).state = DelegationState.ENDED


def test_i6_audit_rows_cannot_be_changed_in_sql(stage):
    with stage.work("ann") as work:
        work.record(Done(kind=Kind.USER, id=1, action="greet"))
    with pytest.raises(DBAPIError), stage.session.begin_nested():
        stage.session.execute(text("UPDATE audit SET happened = 'x'"))
    with pytest.raises(DBAPIError), stage.session.begin_nested():
        stage.session.execute(text("DELETE FROM audit"))


def test_a_row_that_went_away_meanwhile_is_a_conflict(stage):
    with pytest.raises(Conflict, match="Somebody else"), stage.work("ann") as work:
        row = work.add(SavedView(listing="x", name="mine", owner_id=work.actor.id))
        work.session.flush()  # it stands before it goes
        gone = delete(SavedView).where(SavedView.id == row.id)
        work.session.execute(gone, execution_options={"synchronize_session": False})
        row.name = "yours"


def test_an_error_of_the_database_undoes_everything_and_is_not_hidden(stage):
    with pytest.raises(DBAPIError), stage.work("ann") as work:
        work.session.scalars(select(Department)).first().name = "changed"
        work.session.flush()  # what is undone had been written
        work.session.execute(text("SELECT * FROM nowhere"))
    assert not stage.session.scalar(select(Department).where(Department.name == "changed"))


@pytest.mark.parametrize("arena", ["postgresql"], indirect=True)
def test_of_two_that_wait_for_each_other_one_gives_way_with_a_sentence(arena):
    """SQLite has one writer at a time and cannot come to this."""
    first, second = (arena.people[name] for name in ("ann", "bo"))
    met = threading.Barrier(2)

    def rename(one, other):
        with arena.work("sys") as work:
            work.session.execute(update(User).where(User.id == one).values(post="一"))
            met.wait(PATIENCE)
            work.session.execute(update(User).where(User.id == other).values(post="二"))

    answers = arena.race(lambda: rename(first, second), lambda: rename(second, first))
    refused = [answer for answer in answers if answer is not None]
    assert len(refused) == 1, answers
    assert isinstance(refused[0], Conflict)


def test_a_constraint_that_refuses_says_so_in_its_own_words(stage):
    """The sentence stands beside the column, and is found on either database."""
    with pytest.raises(Conflict, match="This sign-in name is taken"), stage.work("sys") as work:
        work.session.execute(update(User).where(User.id == stage.people["bo"]).values(login="ann"))


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("UNIQUE constraint failed: loans.file_id", "This file is already out on loan."),
        ('violates "uq_loans_one_open_per_file"', "This file is already out on loan."),
        (
            "UNIQUE constraint failed: files.class_id, files.business_key",
            "There is already an active file for this key.",
        ),
        ("UNIQUE constraint failed: users.employee_number", "This employee number is taken."),
        ('violates "uq_users_employee_number"', "This employee number is taken."),
        ("UNIQUE constraint failed: files.number", ""),
    ],
)
def test_what_a_driver_says_leads_to_the_sentence(message, said):
    assert refusals.refusal_sentence(message) == said


def test_officers_are_told_why_they_stay_apart():
    assert "cannot be combined" in refusals.refusal_sentence("officer roles exclude others")
