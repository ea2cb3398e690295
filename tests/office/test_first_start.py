"""The shared list of a new office: who may do what, what is done, gone when finished (UX-13)."""

import pytest

from portal.errors import NotAllowed
from portal.office import first_start
from portal.seed import baseline
from tests.support import make


def steps(stage, name):
    with stage.work(name) as work:
        return {step.name: (step.done, step.mine) for step in first_start.first_steps(work)}


def test_each_line_says_whether_it_is_done_and_whose_it_is(web):
    found = steps(web, "sys")
    assert [name for name, (_done, mine) in found.items() if mine] == [
        "office",
        "departments",
        "people",
        "links",
    ]
    assert [name for name, (_done, mine) in steps(web, "sec").items() if mine] == ["roles"]
    assert [name for name, (_done, mine) in steps(web, "li").items() if mine] == [
        "classes",
        "calendar",
        "list",
    ]
    assert found["departments"][0]
    assert found["people"][0]
    assert not found["classes"][0]
    for name in ("ann", "sys", "audit"):
        assert "开始使用" in web.as_(name).get("/").text, name


def test_what_came_filled_in_is_confirmed_by_its_keeper_and_by_nobody_else(web):
    with web.work() as work:
        baseline.seed_baseline(work)
    assert not steps(web, "li")["classes"][0]
    assert web.as_("li").post("/first/classes/").status_code == 303
    assert web.as_("li").post("/first/calendar/").status_code == 303
    assert steps(web, "li")["classes"][0]
    assert steps(web, "li")["calendar"][0]
    with web.work("ann") as work, pytest.raises(NotAllowed):
        first_start.confirm_step(work, "classes")
    assert web.as_("li").post("/first/nonsense/").status_code == 303


def test_it_is_gone_once_files_are_on_record(stage):
    assert steps(stage, "ann")
    kind, customer, box = make.file_class(stage), make.customer(stage), make.box(stage)
    make.filed(stage, kind, customer, box)
    assert steps(stage, "ann") == {}
