"""``flask audit verify``: the audit trail proved, on the machine."""

import sys
from itertools import chain, islice
from pathlib import Path

import click
from sqlalchemy.orm import Session

from models.words.flaws import say_flaw
from models.words.text import N_
from portal.office import audit_rows
from portal.platform.audit import anchors, proofs
from portal.platform.audit.chain import read_head
from views.shell.context import config
from views.shell.extensions import db
from views.shell.i18n import gettext

INTACT = N_("intact, up to entry %(seq)s. Head: %(head)s. Anchors kept outside: %(anchors)s")
NAMED = 20  # faults of the audit that are told; one is enough to act


def prove(file: Path | None, *, rows: bool) -> None:
    """Say the first faults and exit 1, or say what the trail stands at.

    ``file``: a copy of the anchors; ``rows``: compare rows with their last entries, too.
    """
    with Session(db.engine) as session:
        found = proofs.find_faults(session, config(), file)
        if rows:
            found = chain(found, audit_rows.row_faults(session, config().audit_key))
        faults = list(islice(found, NAMED))
    for fault in faults:
        click.echo(say_flaw(fault, gettext))
    if faults:
        sys.exit(1)
    outside = anchors.read_anchors(file or anchors.anchors_path(config()))
    with Session(db.engine) as session:
        seq, last = read_head(session)
    stands = {"seq": seq, "head": last, "anchors": len(outside)}
    click.echo(gettext(INTACT, **stands))
