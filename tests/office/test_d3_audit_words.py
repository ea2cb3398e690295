"""D3: the trail speaks words to whoever reads it, and is asked by what a record is called."""

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.engine import build_engine
from models.files.records import CustomerFile
from models.platform.audit import AuditEntry
from models.words.kinds import Kind
from portal.access.actor import SYSTEM
from portal.office.audit_telling import Telling
from portal.platform.language import translate_text
from portal.seed.demo import seed_demo
from portal.work import Work
from tests.conftest import NOON
from tests.support.one_of_each import one_of_each

RAW = re.compile(r"^[a-z][a-z_ ]*$|\b[a-z]+_[a-z_]+\b")  # «class_id», «approved»
FREE = re.compile(r"浏览器|账号|文件|代码|\.\w{3,4}$")  # what is spelt in Latin letters by right


def raw_words(work):
    """What is told of all entries and is no word: (kind, act, label, value)."""
    telling, found = Telling(work, translate_text), set()
    for entry in work.session.scalars(select(AuditEntry)):
        kind, act = entry.subject, entry.happened.rpartition(".")[2]
        told = [
            *telling.changes(kind, act, entry.details),
            *telling.lines(kind, act, entry.details),
        ]
        for label, *values in told:
            wrong = [v for v in values if RAW.search(v) and not FREE.search(label)]
            found |= {(str(kind), act, label, v) for v in wrong}
            found |= (
                {(str(kind), act, label, "")}
                if re.fullmatch(r"[\w. ]+", label, re.ASCII)
                else set()
            )
    return found


@pytest.mark.slow
def test_no_key_and_no_value_of_a_whole_company_is_without_a_word(database, config):
    engine = build_engine(database)
    with Session(engine) as session:
        assert seed_demo(session, config, NOON)
        assert not raw_words(Work(session, SYSTEM, NOON, config))
    engine.dispose()


def test_no_key_and_no_value_of_one_of_each_is_without_a_word(stage):
    one_of_each(stage)
    with stage.work("audit") as work:
        assert not raw_words(work)


def test_an_entry_is_found_by_the_number_of_its_record_and_leads_to_it(web):
    one_of_each(web)
    with web.work() as work:
        file = work.session.scalars(select(CustomerFile).where(CustomerFile.number != "")).first()
        number, id = file.number, file.id
        about = select(AuditEntry).where(AuditEntry.subject_id == id)
        entry = work.session.scalars(about.where(AuditEntry.subject == Kind.FILE)).first()
    auditor = web.as_("audit")
    listed = auditor.get(f"/audit/?record={number}").text.split("<tbody")[1]
    assert f"/audit/{entry.id}/" in listed
    assert number in listed
    none = auditor.get("/audit/?record=KH-1999-0001").text
    assert f"/audit/{entry.id}/" not in none
    page = auditor.get(f"/audit/{entry.id}/").text
    assert number in page
    assert f"/audit/?record={number}" in page
