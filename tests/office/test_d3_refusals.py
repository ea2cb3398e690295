"""D3: a refusal is kept as msgid and values, about the record it was for, and is found by words."""

import pytest
from sqlalchemy import select

from models.customers import Customer
from models.files.records import CustomerFile
from models.platform.audit import AuditEntry
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from portal.errors import NotAllowed
from portal.office.audit_telling import Telling
from portal.platform.language import translate_text
from tests.support.one_of_each import one_of_each

HELD = "%(file)s is held by %(who)s."


@pytest.fixture
def office(web):
    one_of_each(web)
    return web


def newest(web):
    with web.work() as work:
        return work.session.scalars(
            select(AuditEntry).where(AuditEntry.refused).order_by(AuditEntry.seq.desc()).limit(1)
        ).one()


def refuse(web, error, about="files.return", who="wang"):
    """Somebody asks for a file and is refused; its id."""
    with web.work() as work:
        query = select(CustomerFile.id).where(CustomerFile.number != "").order_by(CustomerFile.id)
        id = work.session.scalars(query).first()
    with pytest.raises(NotAllowed), web.work(who, about=about) as work:
        work.get(CustomerFile, id, P.FILE_SEE)
        raise error
    return id


def test_it_is_about_the_record_that_was_asked_for_though_nobody_held_it(office):
    id = refuse(office, NotAllowed("No."))
    assert (newest(office).subject, newest(office).subject_id) == (Kind.FILE, id)


def test_a_record_of_another_kind_is_not_what_the_door_was_for(office):
    with office.work() as work:
        card = work.session.scalars(select(Customer.id).order_by(Customer.id)).first()
    with pytest.raises(NotAllowed), office.work("wang", about="files.return") as work:
        work.get(Customer, card, P.CUSTOMER_SEE)
        raise NotAllowed("No.")
    assert (newest(office).subject, newest(office).subject_id) == (Kind.FILE, 0)


def test_it_is_read_in_the_language_of_the_reader(office):
    sentence = "Too many wrong attempts. Try again in %(minutes)s minutes."
    refuse(office, NotAllowed(sentence, minutes=15))
    entry = newest(office)
    assert (entry.details["reason"], entry.details["values"]) == (sentence, {"minutes": 15})
    with office.work("audit") as work:
        chinese = dict(Telling(work, translate_text).lines(Kind.FILE, "return", entry.details))
        english = dict(Telling(work, str).lines(Kind.FILE, "return", entry.details))
    assert any("15 分钟" in each for each in chinese.values())
    assert any("in 15 minutes" in each for each in english.values())


def test_an_old_one_is_shown_as_it_is(office):
    details = {"action": "return", "reason": "档案已借出。"}
    with office.work("audit") as work:
        told = dict(Telling(work, translate_text).lines(Kind.FILE, "return", details))
    assert "档案已借出。" in told.values()


def found(web, text):
    page = web.as_("audit").get("/audit/", query_string={"search": text}).text
    return f"/audit/{newest(web).seq}/" in page.partition("<tbody")[2]


def test_the_auditor_finds_it_by_the_words_they_read(office):
    refuse(
        office, NotAllowed("Too many wrong attempts. Try again in %(minutes)s minutes.", minutes=15)
    )
    entry = newest(office)
    with office.work() as work:
        name = entry.actor["name"]
        number = work.session.get(CustomerFile, entry.subject_id).number
    assert found(office, name)
    assert found(office, number)
    assert found(office, "次数过多") or found(office, "尝试")
    assert found(office, "wrong attempts")
    assert not found(office, "此处无人这样写")


def test_the_search_finds_no_masked_value(office):
    """What a field held is no text to search: one would find out a phone digit by digit."""
    with office.work() as work:
        entry = work.session.scalars(
            select(AuditEntry).where(AuditEntry.subject == Kind.CUSTOMER).order_by(AuditEntry.seq)
        ).first()
        seq = entry.seq
    page = office.as_("audit").get("/audit/", query_string={"search": "62345678"}).text
    assert f"/audit/{seq}/" not in page.partition("<tbody")[2]
