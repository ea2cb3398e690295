"""The panel of attachments on a record's page."""

from typing import Any

from portal.access.policy import can
from portal.platform.storage import uploads
from portal.platform.storage.papers import Carrier, list_attachments
from portal.work import Work


def papers_panel(work: Work, row: Any, carrier: Carrier) -> dict[str, Any]:
    """The variables of the panel's template for ``row``."""
    return {
        "kind": row.kind,
        "attachments": list_attachments(work, row.kind, row.id),
        "may_read": can(work.actor, carrier.read, row),
        "may_attach": can(work.actor, carrier.write, row),
        "accept": uploads.ACCEPT,
    }
