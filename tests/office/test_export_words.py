"""The words of an exported list: spelt a block at a time, by whatever it is sorted."""

import pytest

from models.customers import Customer
from models.words.customers import Lifecycle
from models.words.labels import label
from portal.office import build
from tests.support import make

STAGES = {"北京恒通集团": Lifecycle.PARTNERED, "南京另一家": Lifecycle.POTENTIAL}


@pytest.mark.parametrize("sort", ["", "name", "-updated_at"])
def test_every_word_is_spelt_by_whatever_a_list_is_sorted(stage, sort):
    ids = {make.customer(stage, name): word for name, word in STAGES.items()}
    with stage.work() as work:
        for id, word in ids.items():
            work.session.get(Customer, id).lifecycle = word
    with stage.work("wang") as work:
        args = {"cols": "name,customer_type,lifecycle,updated_at", "sort": sort}
        sheet = build.find_source(work, "list:customers", args).sheets(str)[0]
        titles = [column.title for column in sheet.columns]
        rows = [dict(zip(titles, row, strict=True)) for row in sheet.rows]
    found = {row["Customer name"]: row["Stage"] for row in rows}
    assert found == {name: label(word) for name, word in STAGES.items()}
