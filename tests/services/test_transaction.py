"""The one commit: all or nothing, audited, and states only through moves."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from models.people import Delegation, Department
from models.system import AuditEntry
from models.words.kinds import Kind
from models.words.states import DelegationState
from portal.engines import audit
from portal.errors import Invalid, NotAllowed
from portal.events import Done


def test_an_event_becomes_one_chained_entry(stage):
    with stage.work("ann") as work:
        work.record(Done(kind=Kind.USER, id=work.actor.id, action="greet", facts={"n": 1}))
    entry = stage.session.scalars(select(AuditEntry)).one()
    assert (entry.happened, entry.actor["name"], entry.seq) == ("greet", "安安", 1)
    assert list(audit.verify(stage.session, stage.config.audit_key)) == []


def test_a_refusal_undoes_everything_and_leaves_its_own_entry(stage):
    with pytest.raises(Invalid), stage.work("ann", about="department.rename") as work:
        work.session.scalars(select(Department)).first().name = "changed"
        raise Invalid("No.")
    assert not stage.session.scalar(select(Department).where(Department.name == "changed"))
    entry = stage.session.scalars(select(AuditEntry)).one()
    assert (entry.refused, entry.happened) == (True, "department.rename")


def test_a_state_assigned_by_hand_is_refused(stage):
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
