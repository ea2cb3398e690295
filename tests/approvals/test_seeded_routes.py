"""R-09: where requests go in an office that has just begun."""

import pytest

from models.words.access import Secrecy
from models.words.lending import Action
from portal.approvals import routing_rules as routing
from portal.approvals.routing_rules import Rule, Want
from portal.seed import approvals as seed


@pytest.mark.parametrize("own", [True, False])
def test_r09_top_grades_ask_the_general_manager_from_the_first_day(own):
    routes = [Rule(id, **values) for id, values in enumerate(seed.ROUTES)]
    chain = routing.choose_rule(routes, Want(1, Secrecy.TOP, Action.BORROW, own_department=own))
    _, steps = seed.CHAINS[chain.chain_code]
    assert steps[-1]["role"] == "approver"
