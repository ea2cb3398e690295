"""What notices say, and whether they are still true when they leave. The whole list (D8)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from models.files.deficiencies import Deficiency, FileReturn
from models.files.records import CustomerFile
from models.lending.loans import Loan
from models.people import UserRole
from models.platform.notices import Notice
from models.words.files import DeficiencyState, FileLife
from models.words.lending import LoanState
from models.words.tasks import task_label
from models.words.text import N_
from portal.files.return_rules import lines
from portal.lending.rules import REMINDED
from portal.work import Work


def _always(_work: Work, _notice: Notice) -> bool:
    return True


def _still_out(work: Work, notice: Notice) -> bool:
    """The loan is still out, and due on the day the notice names."""
    loan = work.session.execute(
        select(Loan.state, Loan.due_on).where(Loan.id == notice.subject_id)
    ).first()
    return (
        loan is not None
        and loan.state in REMINDED
        and notice.values.get("due_on", loan.due_on.isoformat()) == loan.due_on.isoformat()
    )


def _in(*states: LoanState) -> Callable[[Work, Notice], bool]:
    def check(work: Work, notice: Notice) -> bool:
        state = work.session.scalar(select(Loan.state).where(Loan.id == notice.subject_id))
        return state in states

    return check


def _has_no_role(work: Work, notice: Notice) -> bool:
    held = select(UserRole.role_id).where(UserRole.user_id == notice.subject_id)
    return work.session.scalar(held.limit(1)) is None


def _missing_part(state: DeficiencyState) -> Callable[[Work, Notice], bool]:
    def check(work: Work, notice: Notice) -> bool:
        query = select(Deficiency.state).where(Deficiency.id == notice.subject_id)
        return work.session.scalar(query) is state

    return check


def _to_mend(work: Work, notice: Notice) -> bool:
    """The very return the notice is about was not answered yet, and the file is still wanted."""
    query = (
        select(FileReturn.id)
        .join(CustomerFile, CustomerFile.id == FileReturn.file_id)
        .where(
            FileReturn.file_id == notice.subject_id,
            FileReturn.answered_on.is_(None),
            FileReturn.returned_at == notice.created_at,
            CustomerFile.life == FileLife.DRAFT,
        )
    )
    return work.session.scalar(query.limit(1)) is not None


def _deficient(work: Work, notice: Notice) -> bool:
    query = select(Deficiency.id).where(
        Deficiency.file_id == notice.subject_id, Deficiency.state == DeficiencyState.OPEN
    )
    return work.session.scalar(query.limit(1)) is not None


@dataclass(frozen=True)
class Topic:
    """One sentence (a msgid with ``%(name)s`` places from the notice's values) and its check.

    ``page`` is where it leads when it is about no record of its own.
    """

    sentence: str
    still: Callable[[Work, Notice], bool] = _always
    page: str = ""
    tasks: tuple[str, ...] = ()  # values that are tasks, shown by their label
    faults: tuple[str, ...] = ()  # values that are what a review found wrong, spelt out


TOPICS: Mapping[str, Topic] = {
    "account.link": Topic(
        N_(
            "%(by)s made a link that sets a new password for the account of %(name)s. If nobody "
            "asked for it, tell the security officer at once."
        )
    ),
    "account.new": Topic(N_("%(name)s has a new account and no role yet."), _has_no_role),
    "approval.late": Topic(N_("«%(title)s» has waited for your decision past its day.")),
    "approval.reminded": Topic(N_("You are reminded to decide on «%(title)s».")),
    "approval.stuck": Topic(N_("«%(title)s» has nobody qualified to decide: please help.")),
    "approval.waiting": Topic(N_("«%(title)s» waits for your decision.")),
    "audit_anchor": Topic(N_("The audit chain stood at entry %(seq)s on %(day)s: %(hash)s")),
    "audit_broken": Topic(
        N_(
            "The audit trail does not verify: %(fault)s. Leave everything as it is and look into "
            "it with «flask audit verify»."
        )
    ),
    "bytes.damaged": Topic(
        N_("The stored file «%(name)s» is damaged or missing. Please bring back its backup.")
    ),
    "calendar.missing": Topic(
        N_("The work calendar of %(year)s is not loaded; due days in it are provisional.")
    ),
    "comment.named": Topic(N_("%(who)s named you in a comment: %(text)s")),
    "copy.due": Topic(N_("The copy of %(file)s is to be returned by %(due_on)s.")),
    "customer.merged": Topic(
        N_("Customer %(name)s (%(number)s) was merged into %(into)s, which is the one in use.")
    ),
    "customer.twins": Topic(
        N_("%(month)s: %(groups)s groups of customers look like duplicates. Please look at them."),
        page="/reports/customer_twins/",
    ),
    "customer.handed_over": Topic(N_("Customer %(name)s (%(number)s) now belongs to %(to)s.")),
    "deficiency.denied": Topic(
        N_("«%(part)s» of %(number)s is still incomplete: %(reason)s To be cured by %(cure_by)s.")
    ),
    "deficiency.offered": Topic(
        N_("«%(part)s» of %(number)s was handed in: please look whether it is complete."),
        _missing_part(DeficiencyState.OFFERED),
    ),
    "deficiency.uncured": Topic(
        N_("«%(part)s» of %(number)s is still missing; it was to be cured by %(cure_by)s."),
        _missing_part(DeficiencyState.OPEN),
    ),
    "delegation.ended": Topic(N_("You no longer decide for %(by)s.")),
    "delegation.given": Topic(N_("%(by)s lets you decide in their place until %(until)s.")),
    "file.deficient": Topic(
        N_("%(number)s was filed without: %(parts)s. Please bring it by %(cure_by)s."), _deficient
    ),
    "file.due_changed": Topic(N_("«%(title)s» is now to be filed by %(due_on)s.")),
    "file.found": Topic(N_("«%(title)s» (%(number)s) was found again: %(where)s")),
    "file.missing": Topic(
        N_("«%(title)s» (%(number)s) is not in its place and is being looked for: %(reason)s")
    ),
    "file.shelf_check": Topic(
        N_("%(file)s was set aside for %(number)s and not collected: please check the shelf.")
    ),
    "file_accepted": Topic(N_("«%(title)s» was filed as %(number)s.")),
    "file_late": Topic(N_("«%(title)s» (%(number)s) was filed late.")),
    "file_sent_back": Topic(N_("«%(title)s» was sent back: %(reason)s")),  # told before R-69 was
    "file_to_mend": Topic(
        N_("«%(title)s» was sent back, to be put right by %(cure_by)s: %(reason)s%(faults)s"),
        _to_mend,
        faults=("faults",),
    ),
    "file_to_review": Topic(N_("«%(title)s» waits for your review.")),
    "file_void": Topic(N_("«%(title)s» (%(number)s) was voided: %(reason)s")),
    "job_failed": Topic(N_("The job «%(name)s» failed and needs a look."), tasks=("name",)),
    "loan.appeal_decided": Topic(
        N_("Your appeal on %(number)s was decided on: %(amount)s yuan. This is final.")
    ),
    "loan.appealed": Topic(
        N_("%(name)s appeals against what was decided on %(number)s: %(reason)s")
    ),
    "loan.assessed": Topic(
        N_("The damage to %(number)s was assessed; %(amount)s yuan are proposed."),
        _in(LoanState.COMPENSATING),
    ),
    "loan.claim_confirmed": Topic(N_("%(number)s was found on the shelf: your loan is over.")),
    "loan.claim_denied": Topic(
        N_("%(number)s was not found on the shelf: your loan runs on. %(reason)s"), _still_out
    ),
    "loan.claimed": Topic(
        N_("The borrower says %(number)s was returned: please look on the shelf, two of you."),
        _in(LoanState.CLAIMED_RETURNED),
    ),
    "loan.concluded": Topic(N_("It was decided what happens to the payment for %(number)s.")),
    "loan.damaged": Topic(N_("%(number)s came back damaged or incomplete.")),
    "loan.decided": Topic(
        N_("%(amount)s yuan are to be paid for %(number)s; you can appeal until %(appeal_until)s.")
    ),
    "loan.differs": Topic(
        N_(
            "%(number)s came back with %(items_in)s of %(items_out)s items and %(pages_in)s of "
            "%(pages_out)s pages. Please answer by %(answer_by)s."
        ),
        _in(LoanState.RETURN_CHECK),
    ),
    "loan.due_changed": Topic(N_("%(number)s is now due on %(due_on)s."), _still_out),
    "loan.found": Topic(N_("%(number)s was found again.")),
    "loan.issued": Topic(
        N_("You borrowed %(number)s. Please return it by %(due_on)s, complete and unmarked."),
        _still_out,
    ),
    "loan.lost": Topic(N_("The loss of %(number)s was confirmed.")),
    "loan.recalled": Topic(N_("%(number)s is called back, due %(due_on)s: %(reason)s"), _still_out),
    "loan.received": Topic(N_("%(number)s was received and is being checked.")),
    "loan.reminder.t+1": Topic(
        N_("%(number)s, borrowed by %(name)s, was due on %(due_on)s. Please return it."),
        _still_out,
    ),
    "loan.reminder.t+15": Topic(
        N_("%(number)s, borrowed by %(name)s, is %(days)s days overdue: a search is proposed."),
        _still_out,
    ),
    "loan.reminder.t+3": Topic(
        N_("%(number)s, borrowed by %(name)s, is %(days)s days overdue; the superior is told."),
        _still_out,
    ),
    "loan.reminder.t+7": Topic(
        N_("%(number)s, borrowed by %(name)s, is %(days)s days overdue; new requests wait."),
        _still_out,
    ),
    "loan.reminder.t-2": Topic(
        N_("%(number)s, borrowed by %(name)s, is due on %(due_on)s."), _still_out
    ),
    "loan.renewal_refused": Topic(N_("%(number)s was not renewed. %(comment)s")),
    "loan.renewed": Topic(N_("%(number)s was renewed until %(due_on)s."), _still_out),
    "loan.searching": Topic(
        N_("%(number)s was reported lost; the search lasts until %(until)s."),
        _in(LoanState.SEARCHING),
    ),
    "loan.settled": Topic(N_("The compensation for %(number)s is settled.")),
    "loan.wait_longer": Topic(
        N_("%(number)s, which you wait for, was renewed until %(due_on)s."), _still_out
    ),
    "penalty.appealed": Topic(
        N_("%(name)s appeals against the penalty for «%(part)s», %(day)s: %(reason)s")
    ),
    "penalty.confirmed": Topic(
        N_("For «%(part)s», %(day)s: a penalty of %(amount)s yuan was confirmed. %(reason)s")
    ),
    "penalty.dropped": Topic(
        N_("For «%(part)s», %(day)s: the proposed penalty was dropped. %(reason)s")
    ),
    "request.closed": Topic(
        N_("%(number)s is over. Please write down what the use led to, if you like.")
    ),
    "request.approved": Topic(N_("Request %(number)s was approved.")),
    "request.cancelled": Topic(N_("Request %(number)s was cancelled: %(reason)s")),
    "request.lapsed": Topic(N_("%(file)s was not collected in time; request %(number)s lapsed.")),
    "request.queued": Topic(
        N_("A file of request %(number)s is in use, due back %(until)s; you are in its queue.")
    ),
    "request.ready": Topic(
        N_("%(file)s is set aside for you (%(number)s); please collect it by %(until)s.")
    ),
    "request.rejected": Topic(N_("Request %(number)s was rejected: %(reason)s")),
    "request.returned": Topic(N_("Request %(number)s was returned: %(reason)s")),
    "request.submitted": Topic(N_("%(name)s submitted request %(number)s: please check it.")),
    "request.your_turn": Topic(N_("%(file)s is free for you; please collect it by %(until)s.")),
    "viewing.unclosed": Topic(N_("%(name)s still has %(file)s in the reading room.")),
}


def told(topic: str, values: Mapping[str, Any], say: Callable[[str], str]) -> str:
    """The sentence of a topic, translated by ``say``; a place without a value shows as «—»."""
    known = TOPICS.get(topic) or Topic(topic)
    named = {name: say(task_label(str(values[name]))) for name in known.tasks if name in values}
    named |= {name: lines(values[name], say) for name in known.faults if name in values}
    return say(known.sentence) % _Dashed({**values, **named})


def page(topic: str) -> str:
    """Where notices of this topic lead, unless to their record; empty for most."""
    return TOPICS[topic].page if topic in TOPICS else ""


class _Dashed(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "—"
