"""An empty portal: three officers with one-time links and no password anywhere (DEMO=0)."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.engine import build_engine
from models.people import User
from portal.access.actor import SYSTEM
from portal.access.load import actor_for
from portal.errors import NotFound
from portal.people import sign_in
from portal.platform.audit import chain
from portal.seed import baseline
from portal.transaction import transaction
from tests.conftest import NOON


@pytest.fixture
def empty(database, config):
    engine = build_engine(database)
    with Session(engine) as session:

        def work(actor=SYSTEM):
            return transaction(session, actor, NOON, config)

        yield session, work
    engine.dispose()


def links(work):
    with work() as job:
        baseline.seed_baseline(job)
        return baseline.first_accounts(job)


def test_the_first_links_are_renewed_until_one_was_used_and_then_never(empty, config):
    session, work = empty
    first = links(work)
    assert list(first) == ["admin", "security", "auditor"]
    assert session.scalars(select(User.password_hash).distinct()).all() == [""]
    roles = {u.login: actor_for(session, u.id, NOON).roles for u in session.scalars(select(User))}
    assert roles == {
        "admin": ("system_administrator",),
        "security": ("security_officer",),
        "auditor": ("auditor",),
    }
    again = links(work)
    assert again.keys() == first.keys()
    with pytest.raises(NotFound), work() as job:
        sign_in.use_set_up_link(job, first["admin"], "green bamboo strips 26")
    with work() as job:
        sign_in.use_set_up_link(job, again["admin"], "green bamboo strips 26")
    assert links(work) == {}
    assert list(chain.verify_chain(session, config.audit_key)) == []
