"""A machine is a table: what it finds, what is open, what is over, and what it refuses to be."""

from dataclasses import FrozenInstanceError, replace
from enum import StrEnum

import pytest

from models.words.permissions import Permission
from portal.platform.workflow.machine import Machine, Move


class Light(StrEnum):
    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    DARK = "dark"


SEE = Permission.FILE_SEE
GO = Move("go", {Light.RED, Light.AMBER}, Light.GREEN, SEE, "Go")
SLOW = Move("slow", {Light.GREEN}, Light.AMBER, SEE, "Slow")
BREAK = Move("break", set(Light) - {Light.DARK}, Light.DARK, SEE, "Break", needs_reason=True)
LAMP = Machine("lamp", Light, Light.RED, (GO, SLOW, BREAK), field="colour")


def test_a_move_is_found_by_its_name_and_where_it_starts():
    assert LAMP.find(Light.RED, "go") is GO
    assert LAMP.find(Light.AMBER, "go") is GO
    assert LAMP.find(Light.GREEN, "go") is None
    assert LAMP.find(Light.RED, "fly") is None


def test_what_is_open_and_what_is_over():
    assert LAMP.open_moves(Light.GREEN) == (SLOW, BREAK)
    assert LAMP.open_moves(Light.DARK) == ()
    assert LAMP.final() == {Light.DARK}


def test_the_start_needs_no_way_to_it_and_all_else_does():
    with pytest.raises(ValueError, match=r"lamp: unreachable .*amber"):
        Machine("lamp", Light, Light.RED, (GO, BREAK))


def test_a_name_may_stand_twice_but_not_at_one_state():
    again = replace(SLOW, sources={Light.AMBER}, action="go", target=Light.RED)
    with pytest.raises(ValueError, match="share a source"):
        Machine("lamp", Light, Light.RED, (GO, SLOW, BREAK, again))
    elsewhere = replace(again, sources={Light.GREEN})
    lamp = Machine("lamp", Light, Light.RED, (GO, SLOW, BREAK, elsewhere))
    assert lamp.find(Light.GREEN, "go") is elsewhere
    assert lamp.find(Light.RED, "go") is GO


def test_a_move_is_a_value_that_needs_no_reason_unless_it_says_so():
    assert (GO.rule, GO.unless, GO.needs_reason) == ("", None, False)
    assert BREAK.needs_reason
    with pytest.raises(FrozenInstanceError):
        GO.target = Light.DARK


def test_a_machine_draws_itself_with_the_rules_that_have_an_id():
    two = Machine(
        "lamp",
        Light,
        Light.GREEN,
        (replace(SLOW, rule="L1"), BREAK, replace(GO, sources={Light.AMBER}, target=Light.RED)),
    )
    lines = two.diagram().split("\n")
    assert lines[:3] == [
        "stateDiagram-v2",
        "    [*] --> green",
        "    green --> amber: L1 slow",
    ]
    assert set(lines[3:]) == {
        "    red --> dark: break",
        "    amber --> dark: break",
        "    green --> dark: break",
        "    amber --> red: go",
    }


def test_a_machine_keeps_its_name_start_and_field():
    assert (LAMP.name, LAMP.start, LAMP.field) == ("lamp", Light.RED, "colour")
    assert Machine("lamp", Light, Light.RED, (GO, SLOW, BREAK)).field == "state"
