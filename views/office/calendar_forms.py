"""Forms of the work calendar: one day, or a whole year."""

from models.words.text import N_
from views.shell.forms import base
from views.shell.forms.fields import FlagField, LongTextField, TextField
from views.shell.forms.validators import MaxLength, Required


class DayForm(base.Form):
    working = FlagField(N_("This is a working day"))
    note = TextField(N_("Note"), [MaxLength(40)], description=N_("e.g. the name of the holiday"))


class YearForm(base.Form):
    wide = frozenset({"text"})
    text = LongTextField(
        N_("Days off and make-up days"),
        [Required()],
        description=N_("One per line, as copied from a sheet: 2027-10-01 休 国庆节; 2027-10-09 班"),
    )
