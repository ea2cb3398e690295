"""Contributions of files to the portal: reactions, tasks, registers and exportable lists."""

from collections.abc import Mapping
from datetime import time, timedelta

from models.words.kinds import Kind
from models.words.permissions import Permission as P
from portal.events import Done, Moved, Reactions, Saved
from portal.files import answers, completeness, filing, fixity, labels, todo
from portal.files.deficiency_lists import DEFICIENCIES, PENALTIES
from portal.files.deficiency_registers import FILING_RATES, MISSING_PARTS, PENALTY_REGISTER
from portal.files.difference_list import DIFFERENCES
from portal.files.lists import FILES, NUMBERS
from portal.files.number_register import NUMBER_LEDGER
from portal.files.registers import FILE_CATALOGUE, ITEM_CATALOGUE
from portal.files.return_register import FILING_RETURNS
from portal.platform.jobs.queue import Every, Task

DAILY = timedelta(days=1)

REACTIONS: Reactions = {
    (Moved, Kind.CUSTOMER, "merge"): (filing.follow_customer_merge,),
    (Done, Kind.FILE, "lower_grade"): (labels.follow_file,),
    (Done, Kind.FILE, "raise_grade"): (labels.follow_file,),
    (Moved, Kind.FILE, None): (labels.follow_file,),
    (Saved, Kind.CUSTOMER, None): (labels.follow_customer,),
    (Saved, Kind.FILE, None): (labels.follow_file,),
    (Saved, Kind.PLACE, None): (labels.follow_place,),
}

TASKS: Mapping[str, Task] = {
    "check_bytes": Task(
        fixity.check_stored_bytes, long=True, every=Every(timedelta(days=7), at=time(2, 30))
    ),
    "count_penalties": Task(completeness.count_penalties, every=Every(DAILY, at=time(0, 30))),
    "sweep_bytes": Task(fixity.sweep_stray_bytes, long=True, every=Every(DAILY, at=time(3, 10))),
}

TODO = todo.TODO

ANSWERS = answers.ANSWERS
REPORTS = (
    FILE_CATALOGUE,
    ITEM_CATALOGUE,
    NUMBER_LEDGER,
    MISSING_PARTS,
    FILING_RATES,
    FILING_RETURNS,
    PENALTY_REGISTER,
)
LISTINGS = (
    (DEFICIENCIES, P.FILE_EXPORT),
    (DIFFERENCES, P.FILE_EXPORT),
    (FILES, P.FILE_EXPORT),
    (NUMBERS, P.NUMBER_SEE),
    (PENALTIES, P.PENALTY_SEE),
)
