"""At hand-out everything is asked once more: account, right, overdue loans, grade (I-12, Q10)."""

from models.lending.requests import RequestLine
from models.words.access import Secrecy
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.load import actor_for
from portal.access.policy import can
from portal.errors import IllegalMove, NotAllowed
from portal.lending import limits, request_rules
from portal.work import Work

GRADES = list(Secrecy)


def check_entitled(work: Work, line: RequestLine) -> None:
    """Raise ``NotAllowed`` unless the applicant is active, may still use files and is not blocked;
    ``IllegalMove`` when the file may not be used in this way any more.
    """
    request, file = line.request, line.file
    actor = actor_for(work.session, request.owner_id, work.now)
    if actor is None or not can(actor, P.REQUEST_MAKE):
        raise NotAllowed(N_("The applicant may no longer use files. Nothing was handed out."))
    if late := limits.count_blocking_loans(work, request.owner_id):
        raise NotAllowed(
            N_("The applicant has %(count)s files long overdue. Nothing was handed out."),
            count=late,
        )
    kind = file.file_class
    fault = request_rules.check_mode(
        request.action, request.mode, kind.loan_modes, file.secrecy, kind.take_out_up_to
    )
    if fault:
        raise IllegalMove(fault, number=file.number)
    if line.grade is not None and GRADES.index(file.highest) > GRADES.index(line.grade):
        raise IllegalMove(
            N_("The grade of %(number)s was raised after the approval: please ask again."),
            number=file.number,
        )
