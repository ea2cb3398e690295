"""The frame of every page: bell, palette, assets, errors, language, nothing inline."""

import re

from sqlalchemy import select

from models.platform.notices import Notice
from models.words.kinds import Kind
from portal.config import VERSION
from portal.platform.jobs import queue
from portal.platform.notices import outbox

INLINE = re.compile(
    r"\sstyle\s*=|<style|\son[a-z]+\s*=\s*[\"']|javascript:|<script(?![^>]*(src=|application/json))"
)


def tell(web, who="ann"):
    with web.work() as work:
        outbox.tell(work, [web.people[who]], "comment.named", Kind.USER, 1, who="王", text="看")


def test_the_bell_holds_ones_own_notices_and_jobs(web):
    tell(web)
    with web.work("ann") as work:
        queue.enqueue(
            work, "bulk_act", title="移交 (300)", listing="x", action="y", ids=[], fields={}
        )
    state = web.as_("ann").get("/bell/state/").json
    assert state["unread"] == 1
    assert state["todo"] == 0
    assert state["notices"][0]["text"] == "王 在评论中提到你：看"
    assert state["jobs"][0]["title"] == "移交 (300)"
    assert web.as_("bo").get("/bell/state/").json == {
        "jobs": [],
        "lines": [],
        "notices": [],
        "todo": 0,
        "unread": 0,
        "waiting": {},
    }


def test_a_notice_followed_is_read_and_others_are_404(web):
    tell(web)
    with web.work() as work:
        id = work.session.scalars(select(Notice.id)).one()
    assert web.as_("bo").get(f"/bell/{id}/").status_code == 404
    assert web.as_("ann").get(f"/bell/{id}/").status_code == 302
    assert web.as_("ann").get("/bell/state/").json["unread"] == 0
    assert "看" in web.as_("ann").get("/bell/").text
    tell(web, "bo")
    assert web.as_("bo").post("/bell/read/").status_code == 303
    assert web.as_("bo").get("/bell/state/").json["unread"] == 0


def test_looking_at_the_bell_keeps_no_session_alive(web):
    client = web.as_("ann")
    for _ in range(4):
        web.now = web.now.replace(minute=web.now.minute + 9)
        answer = client.get("/bell/state/", headers={"X-Requested-With": "fetch"})
    assert answer.status_code == 401


def test_the_palette_lists_functions_by_permission(web):
    names = [entry["text"] for entry in web.as_("sys").get("/palette/").json]
    assert "工作台" in names
    assert not {e["url"] for e in web.as_("ann").get("/palette/").json} & {"/audit/", "/jobs/"}
    assert web.as_("ann").get("/palette/?q=没有这样的功能").json == []
    assert web.nobody().get("/palette/", headers={"X-Requested-With": "x"}).status_code == 401


def test_assets_are_immutable_by_hash_and_nothing_else_is_served(web):
    page = web.as_("ann").get("/")
    urls = set(re.findall(r'(?:src|href)="(/assets/[^"]+)"', page.text))
    assert len(urls) == 4
    for url in urls:
        answer = web.nobody().get(url)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
    for name in ("nothing.css", "..%2fapp.py", "portal.py", "css"):
        assert web.nobody().get(f"/assets/{name}").status_code == 404
    again = web.nobody().get("/assets/portal.css")
    assert "immutable" not in again.headers["Cache-Control"]


def test_every_page_is_free_of_inline_code_and_says_its_language(web):
    client = web.as_("li")
    rules = [r for r in web.app.url_map.iter_rules() if "GET" in r.methods and not r.arguments]
    seen = 0
    for rule in rules:
        page = client.get(rule.rule)
        if page.mimetype != "text/html" or page.status_code >= 300:
            continue
        if "<html" not in page.text:
            continue
        seen += 1
        assert not INLINE.search(page.text), rule.rule
        assert '<html lang="zh-CN"' in page.text, rule.rule
    assert seen > 5


def test_every_page_speaks_english_too(web):
    client = web.as_("li")
    client.set_cookie("language", "en")
    page = client.get("/")
    assert '<html lang="en"' in page.text
    assert "Sign out" in page.text


def test_errors_stand_in_the_house_and_keep_their_status(web):
    page = web.as_("ann").get("/nothing/")
    assert page.status_code == 404
    assert "portal.css" in page.text


def test_the_foot_says_which_version_this_is(web):
    page = web.as_("ann").get("/").text
    assert re.search(rf'<footer class="page-foot">青简 {re.escape(VERSION)}</footer>', page)
    assert VERSION not in web.nobody().get("/sign_in/").text  # strangers need not know
    said = web.app.test_cli_runner().invoke(args=["version"])
    assert said.output == f"青简 Qingjian {VERSION}\n"
