"""The demonstration: a company in every state, and a second run that changes nothing."""

from collections import Counter

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.engine import build_engine
from models.files.records import CustomerFile
from models.lending.loans import Loan
from models.lending.requests import AccessRequest
from models.platform.audit import AuditEntry
from models.words.files import FileLife
from models.words.lending import LoanState, RequestState
from portal.platform.audit import chain
from portal.seed.demo import seed_demo
from tests.conftest import NOON


@pytest.mark.slow
def test_a_company_in_every_state_through_the_services(database, config):
    engine = build_engine(database)
    with Session(engine) as session:
        assert seed_demo(session, config, NOON)
        lives = Counter(session.scalars(select(CustomerFile.life)))
        assert {FileLife.DRAFT, FileLife.PENDING_REVIEW, FileLife.REVIEWED, FileLife.FILED} <= set(
            lives
        )
        loans = session.scalars(select(Loan)).all()
        late = [x for x in loans if x.state is LoanState.ISSUED and x.due_on < NOON.date()]
        assert len(late) >= 3
        assert LoanState.RETURN_CHECK in {loan.state for loan in loans}
        states = set(session.scalars(select(AccessRequest.state)))
        assert {RequestState.IN_APPROVAL, RequestState.SUBMITTED, RequestState.REJECTED} <= states
        times = session.scalars(select(AuditEntry.at).order_by(AuditEntry.seq)).all()
        assert times == sorted(times)
        assert list(chain.verify_chain(session, config.audit_key)) == []
        assert not seed_demo(session, config, NOON)
    engine.dispose()
