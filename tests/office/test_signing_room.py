"""How many lines to sign a register's paper has room for: said where they are set, and held."""

import io

import openpyxl
import pytest

from portal.errors import Problems
from portal.office import build, register_forms
from portal.office.register_forms import FORMS, Chosen, words_of
from portal.platform.language import translate_text as say
from portal.platform.sheets import signing
from portal.platform.sheets.layout import column_points, text_points
from tests.support import make

NAMES = ("制表", "审核", "批准", "监交", "接收", "归档")


def set_lines(stage, name, signers):
    with stage.work("li") as work:
        shipped = words_of(FORMS[name], "zh_CN")
        chosen = Chosen(shipped.code, shipped.title, shipped.version, "\n".join(signers))
        return register_forms.set_form(work, name, chosen)


def room_of(stage, name):
    with stage.work("li") as work:
        return register_forms.room_to_sign(work, FORMS[name])


@pytest.mark.parametrize("name", [*FORMS])
def test_r65_what_is_said_to_fit_is_taken_and_one_more_is_not(stage, name):
    room = room_of(stage, name)
    assert room, name
    for count, letters in room.items():
        set_lines(stage, name, [(who * 6)[:letters] for who in NAMES[:count]])
    beyond = [count for count in range(1, 7) if count not in room]
    for count in beyond:
        with pytest.raises(Problems) as refused:
            set_lines(stage, name, NAMES[:count])
        assert set(refused.value.problems) == {"signatures"}
        told = refused.value.problems["signatures"]
        assert told.values == {"most": max(room), "now": count}


@pytest.mark.parametrize("name", [*FORMS])
def test_r65_shipped_lines_can_be_saved_as_they_stand(stage, name):
    assert set_lines(stage, name, words_of(FORMS[name], "zh_CN").signatures.split("\n")) == []


def test_r65_lines_that_fit_do_not_run_into_each_other_on_the_sheet(stage):
    make.customer(stage)
    count, letters = max(room_of(stage, "customer_register").items())
    set_lines(stage, "customer_register", [(who * 6)[:letters] for who in NAMES[:count]])
    with stage.work("li") as work:
        stream = io.BytesIO()
        build.write_sheet(build.find_source(work, "report:customer_register", {}), stream, say)
    page = openpyxl.load_workbook(stream).worksheets[0]
    last = [c for c in list(page.iter_rows())[-1] if c.value]
    starts = [c.column for c in last]
    widths = [
        page.column_dimensions[openpyxl.utils.get_column_letter(n)].width for n in range(1, 40)
    ]
    assert len(last) == count
    for cell, end in zip(last, [*starts[1:], None], strict=True):
        if end:
            room = sum(column_points(widths[n - 1]) for n in range(cell.column, end))
            assert text_points(cell.value) <= room


def test_r65_the_page_says_how_many_fit_and_which_does_not(web):
    li = web.as_("li")
    page = li.get("/register_forms/customer_register/").text
    assert "本登记簿一行可并排：" in page
    room = room_of(web, "customer_register")
    assert f"{max(room)} 栏各 {room[max(room)]} 字" in page
    shipped = words_of(FORMS["customer_register"], "zh_CN")
    data = {"code": shipped.code, "title": shipped.title, "version": shipped.version}
    long = "某某某某某某某某某某某某"
    lines = [long[: 12 - n] + str(n) for n in range(1, 7)]
    answer = li.post(
        "/register_forms/customer_register/", data={**data, "signatures": "\n".join(lines)}
    )
    assert answer.status_code == 422
    assert f"每栏最多 {room[6]} 个字；“{lines[0]}”放不下" in answer.text
    assert lines[0] in answer.text.split("<textarea")[1]


def test_places_beyond_the_paper_have_no_room():
    assert signing.rooms_for([10, 10], 3) == [0.0] * 3
    assert signing.letters_that_fit([10, 10], 3) == 0
