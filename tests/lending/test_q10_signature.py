"""Q10, C8: what leaves the desk is signed for by its recipient, and that is never changed."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from models.lending.requests import Copying
from models.lending.signatures import Signature
from models.people import LoginAttempt
from models.platform.audit import AuditEntry
from models.words.lending import Action, SignedBy
from models.words.lending import LineState as L
from portal.errors import Invalid
from portal.lending import copying, desk, signatures
from portal.lending.locks import lock_line
from portal.lending.signatures import Signed
from portal.lending.visitors import Stranger
from portal.people import step_up_verbs
from tests.support import asking
from tests.support.asking import approved, ask, line_ids, lines
from tests.support.rows import locked
from tests.support.signing import BY_HAND, STROKES


@pytest.fixture
def office(stage):
    asking.chains(stage)
    return stage


def ready(office, action, **more):
    request = approved(office, "ann", ask(action, asking.files(office), **more))
    [line] = line_ids(office, request)
    with office.work("wang") as work:
        desk.set_aside_file(work, lock_line(work, line))
    return request, line


@pytest.mark.parametrize("action", [Action.VIEW, Action.BORROW])
def test_nothing_leaves_the_desk_unsigned(office, action):
    request, line = ready(office, action)
    with pytest.raises(Invalid) as refused, office.work("wang") as work:
        desk.hand_out_file(work, lock_line(work, line), items=1, pages=3)
    assert refused.value.field == "signature"
    assert lines(office, request) == [L.READY]


@pytest.mark.parametrize("action", [Action.VIEW, Action.BORROW])
def test_the_signature_stands_beside_what_was_handed_out(office, action):
    _request, line = ready(office, action)
    with office.work("wang") as work:
        given = desk.hand_out_file(work, lock_line(work, line), signed=BY_HAND, items=1, pages=3)
        kind, id = given.kind, given.id
    with office.work("wang") as work:
        again = desk.hand_out_file(
            work, lock_line(work, line), signed=Signed(SignedBy.PASSWORD), items=1, pages=3
        )
        assert again.id == id
        found = signatures.find_signature(work, kind, id)
        assert (found.name, found.user_id, found.way) == ("安安", office.people["ann"], "drawn")
        assert (found.strokes, found.custodian.login) == (STROKES, "wang")
    entry = office.session.scalars(select(AuditEntry).where(AuditEntry.happened == "sign")).one()
    assert entry.details["facts"]["way"] == "drawn"
    assert len(entry.details["facts"]["sha256"]) == 64


def test_copies_are_signed_for_when_they_are_handed_over(office):
    _request, line = ready(office, Action.COPY)
    with office.work("wang") as work:
        job = desk.hand_out_file(work, lock_line(work, line)).id
    with office.work("wang") as work:
        copying.advance_copying(
            work, locked(work, Copying, job), action="make", stamp="档案室复印专用章"
        )
    with pytest.raises(Invalid), office.work("wang") as work:
        copying.advance_copying(work, locked(work, Copying, job), action="hand")
    with office.work("wang") as work:
        row = copying.advance_copying(
            work, locked(work, Copying, job), action="hand", signed=Signed(SignedBy.CODE)
        )
        assert signatures.find_signature(work, row.kind, row.id).way is SignedBy.CODE


def test_c5_a_visitor_signs_in_their_own_name(office):
    guest = Stranger(
        name="周访客", organization="某律所", id_number="11010519491231002X", relation="代理人"
    )
    _request, line = ready(office, Action.VIEW, visitor=guest)
    with office.work("wang") as work:
        row = desk.hand_out_file(work, lock_line(work, line), signed=BY_HAND)
        found = signatures.find_signature(work, row.kind, row.id)
        assert (found.name, found.user_id) == ("周访客", None)


def test_the_recipients_password_is_not_found_out_by_trying_at_the_desk(office):
    ann = office.people["ann"]
    for _ in range(5):
        with office.work("wang") as work:
            refused = step_up_verbs.prove_recipient(work, ann, good=False, typed="guess")
            assert isinstance(refused, Invalid)
    with office.work("wang") as work:
        locked = step_up_verbs.prove_recipient(work, ann, good=True, typed="right at last")
        assert isinstance(locked, Invalid)
        assert "%(minutes)s" in locked.text
    tried = select(LoginAttempt.succeeded).where(LoginAttempt.login == f"user:{ann}")
    assert office.session.scalars(tried).all() == [False] * 5


@pytest.mark.parametrize("verb", ["UPDATE signatures SET name = 'x'", "DELETE FROM signatures"])
def test_a_signature_is_only_added(office, verb):
    _request, line = ready(office, Action.VIEW)
    with office.work("wang") as work:
        desk.hand_out_file(work, lock_line(work, line), signed=BY_HAND)
    assert office.session.scalar(select(Signature.id)) is not None
    with pytest.raises(DBAPIError, match="only added"), office.session.begin_nested():
        office.session.execute(text(verb))
