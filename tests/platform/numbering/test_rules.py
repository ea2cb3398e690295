"""A2: numbers as their templates say, padded and never cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import Invalid
from portal.platform.numbering import rules as numbering

PARTS = {"class": "KH", "dept": "07", "year": "2026", "month": "11"}


@pytest.mark.parametrize(
    ("template", "serial", "number"),
    [
        ("{class}-{year}-{seq:4}", 7, "KH-2026-0007"),
        ("{year}{dept}{seq:5}", 1, "20260700001"),
        ("{class}-{year}-{seq:4}", 12345, "KH-2026-12345"),
        ("档{month}第{seq}号", 3, "档11第3号"),
    ],
)
def test_no02_no03_templates(template, serial, number):
    numbering.check_template(template)
    assert numbering.render_number(template, PARTS, serial) == number


@pytest.mark.parametrize("template", ["KH", "{seq}{seq}", "{class}-{who}-{seq}", "{seq", "{}{seq}"])
def test_a_bad_template_is_refused(template):
    with pytest.raises(Invalid) as refusal:
        numbering.check_template(template)
    assert refusal.value.field == "numbering"


@given(
    st.lists(
        st.sampled_from(["{class}", "{dept}", "{year}", "{month}", "-", "档", "K"]), max_size=5
    ),
    st.integers(1, 8),
    st.lists(st.integers(1, 10**7), min_size=2, max_size=2, unique=True),
)
def test_i3_two_serials_never_make_one_number(around, width, serials):
    template = "".join([*around, "/", f"{{seq:{width}}}"])
    numbering.check_template(template)
    first, second = (numbering.render_number(template, PARTS, n) for n in serials)
    assert first != second
    assert numbering.scope_of(template, PARTS) in first.rsplit("/", 1)[0] + f"/{{seq:{width}}}"


@pytest.mark.parametrize(
    ("template", "number"),
    [
        ("{class}-{year}-{seq:4}", "KH-2026-0042"),
        ("{seq}", "42"),
        ("{seq:1}", "42"),
        ("{seq:0}", "42"),
        ("{dept}{month}/{seq:6}", "0711/000042"),
    ],
)
def test_a2_a_number_is_padded_and_never_cut(template, number):
    assert numbering.render_number(template, PARTS, 42) == number


@pytest.mark.parametrize(
    ("template", "within"),
    [
        ("{class}-{year}-{seq:4}", "KH-2026-{seq:4}"),
        ("{seq}/{dept}", "{seq}/07"),
        ("档{month}第{seq}号", "档11第{seq}号"),
    ],
)
def test_a2_a_serial_counts_within_all_but_itself(template, within):
    assert numbering.scope_of(template, PARTS) == within


@pytest.mark.parametrize(
    ("template", "named"),
    [
        ("{class}-{who}-{seq}", "who"),
        ("{seq}-{a}-{b}", "a"),
        ("{class}-{year}", None),
        ("{seq}{seq:2}", None),
        ("{seq}{", None),
        ("", None),
    ],
)
def test_a2_a_refused_template_says_which_place_is_unknown(template, named):
    with pytest.raises(Invalid) as refusal:
        numbering.check_template(template)
    assert refusal.value.values.get("name") == named
