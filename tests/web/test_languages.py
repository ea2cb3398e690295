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
