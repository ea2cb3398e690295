"""Extracts from a page the form data that a browser would post."""

from html.parser import HTMLParser


class Fields(HTMLParser):
    """Names and values of the inputs, text areas and selects of a page; the last of a name wins."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.open = self.select = ""
        self.skipped = False  # inside a <template>, which is not posted
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attrs}
        name = "" if self.skipped else own.get("name", "")
        if tag == "template":
            self.skipped = True
        elif tag == "input" and name and own.get("type") not in ("checkbox", "radio", "file"):
            self.values[name] = own.get("value", "")
        elif tag == "textarea" and name:
            self.open, self.values[name] = name, ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in own:
            self.values[self.select] = own.get("value", "")
        elif tag == "option" and self.select:  # a browser posts the first one if none is selected
            self.values.setdefault(self.select, own.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self.skipped = False
        elif tag == "textarea":
            self.open = ""
        elif tag == "select":
            self.select = ""

    def handle_data(self, data: str) -> None:
        if self.open:
            self.values[self.open] += data.removeprefix("\r\n").removeprefix("\n")


def posted(page: bytes) -> dict[str, str]:
    """The data that the form of ``page`` would post unchanged."""
    return Fields(page).values
