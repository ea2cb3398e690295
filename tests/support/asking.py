"""Plain functions that make what tests about asking and approving need."""

from datetime import date, timedelta

from sqlalchemy import select

from models.files.records import CustomerFile
from models.lending.requests import AccessRequest, RequestLine
from models.people import Delegation, User
from models.platform.notices import Notice
from models.words.access import Secrecy
from models.words.approvals import Verdict
from models.words.lending import Action, LoanMode
from portal.lending import decisions, requests
from portal.lending.locks import lock_approval
from portal.lending.requests import Ask
from portal.seed.approvals import seed_approvals
from tests.support import make
from tests.support.rows import locked


def delegate(stage, giver, taker, *, days=2, subjects=()):
    """``giver`` lets ``taker`` decide from now on; ``subjects`` empty: everything."""
    with stage.work() as work:
        work.add(
            Delegation(
                from_id=stage.people[giver],
                to_id=stage.people[taker],
                reason="出差",
                starts_at=stage.now,
                ends_at=stage.now + timedelta(days=days),
                subjects=list(subjects),
            )
        )


def chains(stage):
    """The baseline chains and routes."""
    with stage.work() as work:
        seed_approvals(work)


def files(stage, count=1, **values):
    """Files of sales, owned by owen, on their shelf; returns their ids."""
    kind = make.file_class(stage, take_out_up_to=Secrecy.INTERNAL)
    customer, box = make.customer(stage), make.box(stage)
    ids = [
        make.filed(stage, kind, customer, box, f"KH-2026-{n:04d}", key=f"k{n}")
        for n in range(1, count + 1)
    ]
    if values:
        with stage.work() as work:
            for id in ids:
                row = work.session.get(CustomerFile, id)
                for name, value in values.items():
                    setattr(row, name, value)
    return ids


def ask(action, file_ids, **more):
    """A complete request; say what differs."""
    fields = {
        Action.VIEW: {"place": "阅览室", "planned_on": date(2026, 11, 24)},
        Action.BORROW: {"mode": LoanMode.TAKE_OUT, "term_days": 10},
        Action.COPY: {"pages": "1-3", "copies": 2},
    }[action]
    usual = {"purpose": "诉讼举证，核对合同原件与签章", "purpose_category": "litigation"}
    usual["accepted_terms"] = True
    return Ask(**{"action": action, "file_ids": file_ids, **usual, **fields, **more})


def submitted(stage, who, wanted):
    """``who`` asks and sends it; returns the request's id."""
    with stage.work(who) as work:
        row = requests.draft_request(work, wanted)
        requests.submit_request(work, row)
        return row.id


def cleared(stage, id, custodian="wang"):
    """A custodian checks it; returns the approval's id."""
    with stage.work(custodian) as work:
        decisions.take_up_request(work, locked(work, AccessRequest, id))
        return decisions.clear_request(work, locked(work, AccessRequest, id)).id


def approved(stage, who, wanted, *heads):
    """Asked, checked and approved by ``heads`` in turn; returns the request's id."""
    id = submitted(stage, who, wanted)
    approval = cleared(stage, id)
    for head in heads or ("sun",):
        with stage.work(head) as work:
            decisions.decide_request(work, lock_approval(work, approval), verdict=Verdict.APPROVE)
    return id


def line_ids(stage, request_id):
    query = select(RequestLine.id).where(RequestLine.request_id == request_id)
    return list(stage.session.scalars(query.order_by(RequestLine.id)))


def lines(stage, request_id):
    """The states of a request's lines, in order."""
    query = select(RequestLine.state).where(RequestLine.request_id == request_id)
    return list(stage.session.scalars(query.order_by(RequestLine.id)))


def header(stage, request_id):
    return stage.session.scalar(select(AccessRequest.state).where(AccessRequest.id == request_id))


def told(stage, topic):
    """Who was told of a topic, by name."""
    query = select(User.login).join(Notice, Notice.user_id == User.id).where(Notice.topic == topic)
    return sorted(stage.session.scalars(query))
