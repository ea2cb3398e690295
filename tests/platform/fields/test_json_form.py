"""What is hashed is what comes back: values as JSON keeps them."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from models.words.access import Secrecy
from portal.platform.fields.json_form import from_json, to_json

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (Secrecy.TOP, "top"),
        (NOON, "2026-11-23T04:00:00+00:00"),
        (NOON.astimezone(timezone(timedelta(hours=8))), "2026-11-23T04:00:00+00:00"),
        (date(2026, 11, 23), "2026-11-23"),
        (Decimal("12.50"), "12.50"),
        (7, 7),
        (True, True),
        ("甲", "甲"),
        ([1, "a"], [1, "a"]),
    ],
)
def test_a_value_is_kept_and_comes_back(value, kept):
    found = to_json(value)
    assert found == kept
    assert type(found) is type(kept)
    again = from_json(found, type(value))
    assert again == value
    assert type(again) is type(value)


def test_nothing_is_nothing():
    assert to_json(None) is None
    assert from_json(None, date) is None
    assert from_json(0, bool) is False
