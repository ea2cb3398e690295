"""A refusal speaks the reader's language: no code of a state stands in a sentence."""

import re
from types import SimpleNamespace

import pytest

from portal.access.actor import SYSTEM
from portal.errors import IllegalMove
from portal.platform.workflow.states import check_move
from views.handbook import MACHINES
from views.shell.i18n import say_words
from views.shell.words import label

STATES = [(machine, state) for machine in MACHINES for state in machine.states]


@pytest.mark.parametrize(("machine", "state"), STATES, ids=lambda x: str(getattr(x, "name", x)))
def test_a_step_that_is_not_open_names_the_state_as_pages_do(app, machine, state):
    row = SimpleNamespace(**{machine.field: state})
    with pytest.raises(IllegalMove) as refused:
        check_move(SimpleNamespace(actor=SYSTEM), machine, row, "no such step")
    with app.test_request_context(headers={"Accept-Language": "zh"}):
        sentence = say_words(refused.value)
        assert label(state) in sentence
    assert not re.search("[a-z]{3,}", sentence)
    assert state.value not in str(refused.value) or "_" not in state.value
