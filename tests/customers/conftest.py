"""What tests of imported lists are handed."""

import pytest


@pytest.fixture
def bring(stage):
    """Upload and dry-run a sheet; returns the batch's id."""

    from tests.support.lists import bring_in  # what tests of rules do without

    def bring(stream, name="客户.xlsx", mapping=None, who="wang"):
        return bring_in(stage, stream, name, mapping, who)

    return bring
