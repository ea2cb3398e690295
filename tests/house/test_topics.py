"""Everything people are told has its sentence in ``portal.office.topics``."""

import ast
import re

from portal.office.topics import TOPICS
from tests.house.tree import nodes

KINDS = "account|approval|audit|bytes|calendar|comment|copy|customer|deficiency|delegation|export|file|import|job|loan|penalty|request|viewing"
TOPIC = re.compile(rf"^({KINDS})[._][a-z_]+$")


def test_every_topic_told_has_a_sentence():
    told = {
        word.value: where
        for where, call in nodes(ast.Call)
        if (getattr(call.func, "attr", "") or getattr(call.func, "id", "")).endswith(
            ("tell", "_tell", "_tell_borrower")
        )
        for argument in call.args
        for word in ast.walk(argument)
        if isinstance(word, ast.Constant)
        and isinstance(word.value, str)
        and TOPIC.match(word.value)
    }
    assert len(told) > 20
    assert not {topic: where for topic, where in told.items() if topic not in TOPICS}


def test_no_notice_is_told_by_its_bare_name():
    """Whatever a topic is called: what ``notices.tell`` is handed has its sentence."""
    told = {
        call.args[2].value: where
        for where, call in nodes(ast.Call)
        if getattr(call.func, "attr", "") == "tell"
        and len(call.args) > 2
        and isinstance(call.args[2], ast.Constant)
    }
    assert len(told) > 20
    assert not {topic: where for topic, where in told.items() if topic not in TOPICS}
