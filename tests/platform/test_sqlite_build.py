"""SEC-8: WAL only where pages cannot be lost; the versions are those SQLite's own notes name."""

import pytest

from models.engine import wal_is_safe


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 9), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 0), True),
        ((4, 0, 0), True),
    ],
)
def test_sec8_wal_runs_only_on_a_build_without_the_defect(version, safe):
    assert wal_is_safe(version) is safe
