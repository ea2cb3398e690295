"""Demo requests for files: each is made and carried on as far as its plot says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from models.approvals import ApprovalTask
from models.files.records import CustomerFile
from models.lending.requests import AccessRequest, RequestLine
from models.people import User
from models.words.access import Secrecy
from models.words.approvals import TaskState, Verdict
from models.words.files import Custody
from models.words.lending import Action, Condition, LineState, LoanMode
from models.words.permissions import Permission as P
from portal.lending import decisions, desk, requests, returns
from portal.lending.locks import lock_approval, lock_line, lock_loan
from portal.lending.requests import Ask
from portal.seed.scene import Scene, Story, draw_signature

PURPOSES = (
    ("诉讼举证，需核对合同原件与签章", "litigation"),
    ("年度对账，核对往来函件与回款", "contract"),
    ("续约谈判前查看历史合同条款", "contract"),
    ("审计抽查，核对客户资质材料", "audit"),
)


@dataclass(frozen=True)
class Plot:
    """One request: who makes it, how many days ago, and the step at which it ends.

    ``kept`` is the number of days until the file comes back; None: it is still out.
    """

    who: str
    ago: int
    end: str = "out"
    kept: int | None = None
    action: Action = Action.BORROW
    short: int = 0  # pages missing at its return


# Finished loans of the past months, then loans overdue and due, then requests that wait today.
PLOTS = (
    *(Plot(("liu", "ding", "zhao", "chen")[n % 4], 105 - 5 * n, kept=8 + n % 6) for n in range(14)),
    Plot("tang", 38),
    Plot("qian", 30),
    Plot("tang", 27),
    Plot("qian", 24),
    Plot("liu", 17),
    Plot("zhao", 16),
    Plot("ding", 12),
    Plot("chen", 11),
    Plot("liu", 6),
    Plot("chen", 3),
    Plot("ding", 13, kept=12, short=1),
    Plot("chen", 8, action=Action.VIEW, kept=0),
    Plot("liu", 5, action=Action.COPY),
    Plot("liu", 1, "asked"),
    Plot("chen", 1, "cleared"),
    Plot("ding", 1, "cleared"),
    Plot("zhao", 2, "cleared", action=Action.COPY),
    Plot("liu", 2, "refused"),
    Plot("ding", 2, "approved"),
    Plot("chen", 0, "asked", action=Action.VIEW),
    Plot("zhao", 0, "drafted"),
)


def traffic_stories(scene: Scene) -> list[Story]:
    """One story for each plot."""
    return [_story(scene, plot) for plot in PLOTS]


def _story(scene: Scene, plot: Plot) -> Story:
    yield plot.ago
    asked = _ask(scene, plot)
    if asked is None or plot.end in ("asked", "drafted"):
        return
    with scene.work("wang", plot.ago, 11) as work:
        request = work.get(AccessRequest, asked, P.REQUEST_SEE, lock=True)
        decisions.take_up_request(work, request)
        approval = decisions.clear_request(work, request).id
    if plot.end == "cleared":
        return
    yield plot.ago - 1
    _decide(scene, approval, plot)
    if plot.end in ("refused", "approved"):
        return
    loan = _hand_out(scene, asked, plot)
    if plot.kept is None or plot.action is not Action.BORROW:
        return
    yield plot.ago - 1 - plot.kept
    _bring_back(scene, loan, plot)


def _ask(scene: Scene, plot: Plot) -> int | None:
    """Request one free file of the applicant's department; None if there is none."""
    with scene.work(plot.who, plot.ago, 9) as work:
        open_lines = select(RequestLine.file_id).where(
            RequestLine.state.in_((LineState.OPEN, LineState.APPROVED, LineState.READY))
        )
        file = work.session.scalar(
            select(CustomerFile.id)
            .where(
                CustomerFile.custody == Custody.IN_PLACE,
                CustomerFile.secrecy == Secrecy.NORMAL,
                CustomerFile.department_id == work.actor.department_id,
                CustomerFile.id.not_in(open_lines),
            )
            .order_by(func.abs(CustomerFile.id - scene.chance.randrange(90)))
            .limit(1)
        )
        if file is None:
            return None
        purpose, category = scene.chance.choice(PURPOSES)
        fields = _fields(work.today, plot.action)
        ask = Ask(
            action=plot.action,
            file_ids=[file],
            purpose=purpose,
            accepted_terms=True,
            purpose_category=category,
            **fields,
        )
        request: AccessRequest = requests.draft_request(work, ask)
        if plot.end != "drafted":
            requests.submit_request(work, request)
        return request.id


def _fields(today: Any, action: Action) -> Mapping[str, Any]:
    return {
        Action.VIEW: {"place": "阅览室", "planned_on": today + timedelta(days=1)},
        Action.BORROW: {"mode": LoanMode.TAKE_OUT, "term_days": 14},
        Action.COPY: {"pages": "1-3", "copies": 1, "return_by": today + timedelta(days=30)},
    }[action]


def _decide(scene: Scene, approval: int, plot: Plot) -> None:
    """Decide as each approver in turn, in the order of the tasks."""
    while True:
        with scene.work("system", plot.ago - 1, 9) as work:
            login = work.session.scalar(
                select(User.login)
                .join(ApprovalTask, ApprovalTask.assignee_id == User.id)
                .where(ApprovalTask.approval_id == approval, ApprovalTask.state == TaskState.OPEN)
                .limit(1)
            )
        if login is None:
            return
        with scene.work(login, plot.ago - 1, 10) as work:
            turn = lock_approval(work, approval)
            if plot.end == "refused":
                decisions.decide_request(
                    work, turn, verdict=Verdict.REJECT, comment="请改为现场查阅。"
                )
            else:
                decisions.decide_request(work, turn, verdict=Verdict.APPROVE, comment="同意。")


def _hand_out(scene: Scene, asked: int, plot: Plot) -> int:
    """Pick and hand out the file on the day of the approval; returns the id of the new record."""
    with scene.work("wang", plot.ago - 1, 14) as work:
        id = work.session.scalars(
            select(RequestLine.id).where(RequestLine.request_id == asked)
        ).one()
        line = lock_line(work, id)
        desk.set_aside_file(work, line)
        file = line.file
        counts: dict[Action, dict[str, Any]] = {
            Action.VIEW: {"place": "阅览室"},
            Action.COPY: {},
            Action.BORROW: {"items": file.items_count, "pages": file.pages_count},
        }
        row = desk.hand_out_file(work, line, signed=draw_signature(scene), **counts[plot.action])
        return int(row.id)


def _bring_back(scene: Scene, loan: int, plot: Plot) -> None:
    ago = max(plot.ago - 1 - (plot.kept or 0), 0)
    with scene.work("wang", ago, 15) as work:
        row = returns.receive_loan(work, lock_loan(work, loan))
        file = row.file
        pages = file.pages_count - plot.short
        back = returns.check_return(
            work, row, items=file.items_count, pages=pages, condition=Condition.INTACT
        )
        if not plot.short:
            returns.shelve_loan(work, back)
