"""Timelines speak the reader's language: every field the audit kept has a name for people."""

from collections import defaultdict

from sqlalchemy import select

from models.files.places import Place
from models.platform.audit import AuditEntry
from models.words.files import PlaceKind
from models.words.kinds import Kind
from portal.files import places
from portal.platform.audit.history import SILENT
from tests.support import make
from tests.support.one_of_each import one_of_each
from views.shell.records import RecordView


def test_every_changed_field_has_a_chinese_name(web):
    one_of_each(web)
    kept = defaultdict(set)
    with web.work() as work:
        for subject, details in work.session.execute(
            select(AuditEntry.subject, AuditEntry.details)
        ):
            kept[subject] |= set(details.get("changes") or {}) - SILENT
    kept[Kind.REQUEST].add("use_result")
    kept[Kind.PENALTY] |= {"deficiency", "factor"}
    raw = {}
    with web.app.test_request_context("/"):
        for view in web.app.extensions["admin"][0]._views:
            if isinstance(view, RecordView):
                names = {n for n in kept[view.model.kind] if "-" not in n}
                said = {n: view.field_name(n) for n in names}
                raw |= {f"{view.endpoint}.{n}": t for n, t in said.items() if t.isascii()}
    assert not raw


def test_b2_a_place_says_where_it_stood_by_name(web):
    box = make.box(web)
    with web.work("wang") as work:
        place = work.session.get(Place, box)
        values = {"sort": PlaceKind.ROOM, "code": "Z", "name": "Z库"}
        places.move_place(work, place, parent_id=places.save_place(work, None, values).id)
    page = web.as_("wang").get(f"/places/{box}/").text
    told = page[page.index('id="talk"') :]
    assert "Z库" in told
    assert "parent" not in told
