"""Lines of a file against those of its entry: what was changed, gone, new, moved (D10)."""

from hypothesis import given
from hypothesis import strategies as st

from portal.platform.sheets.compare import Differences, compare_lines


def marks(text):
    return [letter.encode() for letter in text]


def alike(_known, _found):
    return 1


def strange(_known, _found):
    return 0


def found(known, seen, agree=strange):
    return compare_lines(marks(known), marks(seen), agree)


def test_d10_nothing_differs():
    assert found("abc", "abc") == Differences()
    assert found("", "") == Differences()
    assert found("aaab", "aaab") == Differences(), "lines that stand more than once"


def test_d10_one_line_is_changed_gone_or_new():
    assert found("abc", "axc") == Differences(changed=[(1, 1)])
    assert found("abc", "ac") == Differences(gone=[1])
    assert found("abc", "abxc") == Differences(new=[2])
    assert found("abc", "ab") == Differences(gone=[2])
    assert found("", "ab") == Differences(new=[0, 1])


def test_d10_lines_that_changed_places_are_moved():
    assert found("abcde", "adcbe").moved == [(1, 3), (3, 1)]
    assert len(found("abcd", "acbd").moved) == 1, "neighbours: one stays, one goes"
    assert found("abcd", "bcda").moved == [(0, 3)]


def test_d10_a_line_of_several_alike_is_gone_once():
    assert found("aaab", "aab") == Differences(gone=[2])
    assert found("aab", "aaab").new == [2]


def test_d10_what_agrees_most_is_one_line_that_was_changed():
    def agree(known, seen):
        return {(1, 2): 5, (1, 1): 1}.get((known, seen), 0)

    assert found("abc", "axyc", agree) == Differences(changed=[(1, 2)], new=[1])


def test_d10_where_nobody_can_tell_the_nearest_line_is_it():
    assert found("abc", "axyc", alike) == Differences(changed=[(1, 1)], new=[2])


def test_d10_a_whole_column_changed_is_line_for_line():
    known, seen = [b"k%d" % n for n in range(5000)], [b"f%d" % n for n in range(5000)]
    result = compare_lines(known, seen, strange)
    assert result == Differences(changed=[(n, n) for n in range(5000)])


LINES = st.lists(st.sampled_from("abcdefgh"), max_size=14).map("".join)


@given(LINES, LINES)
def test_d10_every_line_is_accounted_for_once(known, seen):
    result = found(known, seen, alike)
    ours = [k for k, _ in result.changed + result.moved] + result.gone
    theirs = [f for _, f in result.changed + result.moved] + result.new
    assert len(ours) == len(set(ours))
    assert len(theirs) == len(set(theirs))
    kept = sorted(set(range(len(known))) - set(ours))
    stayed = sorted(set(range(len(seen))) - set(theirs))
    assert [known[n] for n in kept] == [seen[n] for n in stayed]
    assert all(known[k] == seen[f] for k, f in result.moved)
