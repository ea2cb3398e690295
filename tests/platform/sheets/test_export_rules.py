"""D7: an export is made or not, and what was made is gone after some days."""

from models.words.platform import ExportState as S
from portal.platform.sheets.export_rules import EXPORT, SHORTEST_PURPOSE


def test_d7_the_life_of_an_export():
    assert EXPORT.start is S.WAITING
    assert {(s, m.target) for m in EXPORT.moves for s in m.sources} == {
        (S.WAITING, S.READY),
        (S.WAITING, S.FAILED),
        (S.READY, S.EXPIRED),
    }
    assert EXPORT.final() == {S.FAILED, S.EXPIRED}


def test_d7_a_purpose_has_at_least_four_characters():
    assert SHORTEST_PURPOSE == 4
