"""The search index can be made again, whatever is in it."""

from sqlalchemy import delete, select

from models.people import User
from models.platform.search import SearchEntry
from models.words.kinds import Kind
from portal.office import finding
from portal.platform.search.query import SEARCHED


def test_the_index_is_made_again_by_a_command(web):
    with web.work() as work:
        before = {row.id: row.digest for row in work.session.scalars(select(SearchEntry))}
        people = len(work.session.scalars(select(User.id)).all())
        work.session.execute(delete(SearchEntry))
    said = web.app.test_cli_runner().invoke(args=["search", "rebuild"])
    assert said.exit_code == 0, said.output
    assert f"user: {people}" in said.output.split("\n")
    with web.work() as work:
        after = {row.id: row.digest for row in work.session.scalars(select(SearchEntry))}
    assert before.items() <= after.items()


def test_what_every_form_looks_up_is_found_again_first():
    assert set(finding.REBUILT) == set(SEARCHED)
    assert finding.REBUILT[:3] == (Kind.USER, Kind.DEPARTMENT, Kind.PLACE)
    assert finding.REBUILT[-1] is Kind.CUSTOMER


def test_it_is_made_again_piece_by_piece(stage):
    with stage.work("ann") as work:
        ids = sorted(work.session.scalars(select(User.id)))
        assert finding.rebuild_index(work, Kind.USER, 0, 2) == ids[:2]
        assert finding.rebuild_index(work, Kind.USER, ids[1], 2) == ids[2:4]
        assert finding.rebuild_index(work, Kind.USER, ids[-1], 2) == []
