"""Every kind of value has its entry, and every entry answers."""

from models.words.values import ValueKind as V
from portal.platform.fields.kinds import KINDS


def test_every_kind_has_its_entry():
    assert set(KINDS) == set(V)
