"""One catalogue per request: the reader's language, Chinese where nobody asks."""

import threading

from views.shell import catalogues, i18n


def test_each_reader_has_their_language(web):
    with web.app.test_request_context("/"):
        assert i18n.gettext("Please sign in.") == "请登录。"
    with web.app.test_request_context("/", headers={"Cookie": "language=en"}):
        assert i18n.gettext("Please sign in.") == "Please sign in."


def test_nobody_asks_in_chinese_and_places_are_filled():
    said = i18n.gettext("%(count)s fields need correcting.", count=5)
    assert ("5" in said, said.isascii()) == (True, False)


def test_templates_are_compiled_in_the_readers_language(web):
    wang = web.as_("wang")
    assert "客户档案" in wang.get("/files/").text
    wang.set_cookie("language", "en")
    page = wang.get("/files/").text
    assert ("Customer files" in page, "客户档案" in page) == (True, False)
    wang.set_cookie("language", "zh_CN")
    assert "客户档案" in wang.get("/files/").text


def test_processes_that_start_at_once_compile_the_catalogue_side_by_side(tmp_path, monkeypatch):
    """The web server and the worker of «make run» after an upgrade, the workers of a test run."""
    (tmp_path / "zh_CN").mkdir()
    for path in (catalogues.FOLDER / "zh_CN").glob("l*.po"):
        (tmp_path / "zh_CN" / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(catalogues, "FOLDER", tmp_path)
    start, failed = threading.Barrier(6), []

    def compile_one():
        start.wait()
        try:
            i18n.compile_catalogues()
        except OSError as error:
            failed.append(error)

    threads = [threading.Thread(target=compile_one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert [p.name for p in tmp_path.rglob("messages.*")] == ["messages.mo"]
    assert not list(tmp_path.rglob("*.part"))
