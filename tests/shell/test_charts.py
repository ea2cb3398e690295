"""Charts: bounded axes, nothing inline, names escaped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from views.shell import charts


@given(st.integers(0, 10**9))
def test_an_axis_holds_its_values_and_is_not_four_times_too_tall(value):
    top = charts.nice_top(value)
    assert top >= value
    assert top % 4 == 0
    assert top <= max(4, value * 2.01)


@given(st.lists(st.integers(0, 9999), min_size=1, max_size=24))
def test_any_values_draw(values):
    """UX-3: the server draws a chart of whatever there is."""
    labels = [str(i) for i in range(len(values))]
    svg = str(charts.line_chart("t", labels, [("a", values, "s1"), ("b", values[::-1], "s2")]))
    assert svg.count('class="hit"') == len(values)
    assert "nan" not in svg
    assert str(charts.sparkline(values)).startswith("<svg")


@pytest.mark.parametrize("parts", [[("甲", 1, "s1")], [("甲", 3, "s1"), ("乙", 0, "s2")], []])
def test_a_donut_of_one_of_nothing_and_of_naught(parts):
    svg = str(charts.donut_chart("t", parts, middle="1", unit="件"))
    assert "nan" not in svg


def test_names_are_escaped():
    svg = str(
        charts.donut_chart("<b>", [("<script>", 1, "s1"), ("x", 1, "s2")], middle="<", unit="&")
    )
    assert "<script>" not in svg
    assert "<b>" not in svg
