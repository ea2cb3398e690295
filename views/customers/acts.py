"""Acts of the records manager on a customer: whether every look at it is on record."""

from models.words.permissions import Permission as P
from models.words.text import N_
from portal.customers.keeping import log_looks, stop_logging_looks
from views.shell.acts import Act

LOOK_ACTS = (
    Act(
        "log_looks",
        N_("Log every look"),
        log_looks,
        permission=P.FILE_CLASS_EDIT,
        open=lambda _work, row: not row.log_looks,
        confirm=N_("From now on every look at «%(name)s» and its files is on record."),
    ),
    Act(
        "stop_logging_looks",
        N_("Log looks by grade only"),
        stop_logging_looks,
        permission=P.FILE_CLASS_EDIT,
        open=lambda _work, row: row.log_looks,
        confirm=N_("Looks at «%(name)s» are then on record by its grade only."),
    ),
)
