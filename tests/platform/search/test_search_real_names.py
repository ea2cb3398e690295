"""Search over real company names: any two characters, pinyin and initials find the company."""

import random

import pytest
from pypinyin import lazy_pinyin
from sqlalchemy import insert

from models.customers import Customer
from models.words.kinds import Kind
from portal.platform.search import index
from portal.platform.search.index import Document
from tests.conftest import SHARED

NAMES = SHARED / "data" / "company_short_names.txt"
MANY = 800


@pytest.fixture
def shelf(stage):
    if not NAMES.exists():
        pytest.skip(f"NOT TESTED ON REAL NAMES: {NAMES} is not here")
    dice = random.Random(11)
    names = dice.sample(NAMES.read_text(encoding="utf-8").split(), MANY)
    owner = stage.actor("owen")
    common = {
        "owner_id": owner.id,
        "department_id": owner.department_id,
        "created_at": stage.now,
        "updated_at": stage.now,
        "revision": 1,
        "extra": {},
        "traits": {},
        "business_status": {},
        "trade_status": {},
    }
    rows = [
        {"id": n, "number": f"T-{n:05}", "name": name, "name_key": name, **common}
        for n, name in enumerate(names, start=1)
    ]
    with stage.work() as work:
        work.session.execute(insert(Customer), rows)
        index.without_index_lookups(
            work.session,
            Kind.CUSTOMER,
            ((row["id"], owner.id, owner.department_id, document(row)) for row in rows),
        )
    return dict(enumerate(names, start=1))


def document(row):
    return Document(
        label=row["name"], hint=row["number"], names=[row["name"]], numbers=[row["number"]]
    )


def ids(work, text):
    clause = index.match_clause(work, Kind.CUSTOMER, text)
    return set(
        work.session.scalars(
            Customer.__table__.select().with_only_columns(Customer.id).where(clause)
        )
    )


def test_every_piece_of_a_real_name_finds_it_and_nothing_else(stage, shelf):
    dice = random.Random(12)
    with stage.work("wang") as work:
        for id in dice.sample(sorted(shelf), 50):
            name = shelf[id]
            start = dice.randrange(max(len(name) - 1, 1))
            piece = name[start : start + 2]
            found = ids(work, piece)
            assert id in found, (piece, name)
            if len(piece) == 2 and not piece.isascii():
                assert all(piece.casefold() in shelf[other].casefold() for other in found), piece


def test_pinyin_and_initials_find_real_names(stage, shelf):
    dice = random.Random(13)
    with stage.work("wang") as work:
        for id in dice.sample(sorted(shelf), 50):
            said = lazy_pinyin(shelf[id])
            if all(s.isalpha() and s.isascii() for s in said):
                assert id in ids(work, "".join(s[0] for s in said)), shelf[id]
                assert id in ids(work, "".join(said)), (shelf[id], said)
