"""Reads a form from a page as a browser would post it."""

from html.parser import HTMLParser


class Fields(HTMLParser):
    """The names and values of one page's inputs, texts and selects; the last of a name holds."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.open = self.select = ""
        self.skipped = False  # inside a <template>: nothing of it is posted
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = "" if self.skipped else given.get("name", "")
        if tag == "template":
            self.skipped = True
        elif tag == "input" and name and given.get("type") not in ("checkbox", "radio", "file"):
            self.found[name] = given.get("value", "")
        elif tag == "textarea" and name:
            self.open, self.found[name] = name, ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in given:
            self.found[self.select] = given.get("value", "")
        elif tag == "option" and self.select:  # a browser posts the first where none is selected
            self.found.setdefault(self.select, given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self.skipped = False
        elif tag == "textarea":
            self.open = ""
        elif tag == "select":
            self.select = ""

    def handle_data(self, data: str) -> None:
        if self.open:
            self.found[self.open] += data.removeprefix("\r\n").removeprefix("\n")


def posted(page: bytes) -> dict[str, str]:
    """What the form of ``page`` would post, as it stands."""
    return Fields(page).found
