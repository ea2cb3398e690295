"""One catalogue per request: the reader's language, Chinese where nobody asks."""

from views import i18n


def test_each_reader_has_their_language(web):
    with web.app.test_request_context("/"):
        assert i18n.gettext("Please sign in.") == "请登录。"
    with web.app.test_request_context("/", headers={"Cookie": "language=en"}):
        assert i18n.gettext("Please sign in.") == "Please sign in."


def test_nobody_asks_in_chinese_and_places_are_filled():
    said = i18n.gettext("%(count)s places need a change.", count=5)
    assert ("5" in said, said.isascii()) == (True, False)


def test_templates_are_compiled_in_the_readers_language(web):
    wang = web.as_("wang")
    assert "客户档案" in wang.get("/files/").text
    wang.set_cookie("language", "en")
    page = wang.get("/files/").text
    assert ("Customer files" in page, "客户档案" in page) == (True, False)
    wang.set_cookie("language", "zh_CN")
    assert "客户档案" in wang.get("/files/").text
