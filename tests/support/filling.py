"""A form as a browser would send it: its defaults, and no more than what a star asks for."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

from tests.support.signing import DRAWN

WORDS = "核对合同原件与签章，写明用于何事"
COUNTED = re.compile(r"(amount|days|items|pages|pages_after|copies|year|number)\Z")


@dataclass
class Control:
    """One control: what is sent of it, and what it can take."""

    name: str
    kind: str
    value: str = ""
    needed: bool = False
    sent: bool = True  # a box that is not ticked is not sent
    options: list[tuple[str, bool, bool]] = field(default_factory=list)  # value, chosen, shut
    look_up: str = ""

    @property
    def default(self) -> str | None:
        """What a browser sends when nobody touches it; None: nothing."""
        if self.kind != "select":
            return self.value if self.sent else None
        open_options = [value for value, _chosen, shut in self.options if not shut]
        chosen = [value for value, chosen, _shut in self.options if chosen]
        return (chosen or open_options or [""])[0]


class FormReader(HTMLParser):
    """The controls of the form that is filled in on a page, in their order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.controls: list[Control] = []
        self.inside = self.found = False
        self.action = ""
        self.skip = 0
        self.area: Control | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: Any) -> None:
        given = {name: value if value is not None else "" for name, value in attributes}
        if tag == "form" and "admin-form" in given.get("class", ""):
            self.inside = self.found = True
            self.action = given.get("action", "")
        self.skip += tag == "template"
        if not self.inside or self.skip:
            return
        if tag == "option" and self.controls and self.controls[-1].kind == "select":
            option = (given.get("value", ""), "selected" in given, "disabled" in given)
            self.controls[-1].options.append(option)
        if tag not in ("input", "select", "textarea") or not given.get("name"):
            return
        if "disabled" in given:
            return
        kind = given.get("type", "text") if tag == "input" else tag
        ticked = kind not in ("checkbox", "radio") or "checked" in given
        value = given.get("value", "on" if kind in ("checkbox", "radio") else "")
        needed = given.get("aria-required") == "true" or "required" in given
        look_up = given.get("data-lookup", "")
        control = Control(given["name"], kind, value, needed, ticked, [], look_up)
        self.controls.append(control)
        self.area = control if tag == "textarea" else None

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area.value += data

    def handle_endtag(self, tag: str) -> None:
        self.skip -= tag == "template"
        if tag == "textarea":
            if self.area is not None:
                self.area.value = self.area.value.removeprefix("\r\n").removeprefix("\n")
            self.area = None
        if tag == "form":
            self.inside = False


def filled(web: Any, client: Any, html: str, **given: Any) -> dict[str, Any]:
    """What is sent: ``given``, else the defaults, else something for each star."""
    values: dict[str, Any] = {}
    for control in FormReader(html).controls:
        if control.name in (*given, "csrf_token") or control.kind in ("submit", "button"):
            continue
        value = control.default
        if control.needed and value in ("", None):
            value = wanted(web, client, control)
        if value is not None:
            values.setdefault(control.name, []).append(value)
    return {**values, **given}


def wanted(web: Any, client: Any, control: Control) -> str:
    """What somebody would give where a star stands and nothing is proposed."""
    day = web.now + timedelta(days=1)
    known = {
        "checkbox": control.value,
        "date": f"{day:%Y-%m-%d}",
        "datetime-local": f"{day:%Y-%m-%dT%H:%M}",
    }
    if control.look_up:
        found = client.get(control.look_up).get_json()
        return str(found[0][0] if found else web.people["zhang"])  # the cast is not searched
    if control.kind == "select":
        return next(value for value, _chosen, shut in control.options if value and not shut)
    return known.get(control.kind) or ("1" if COUNTED.search(control.name) else WORDS)


def faults(html: str) -> str:
    """What the page says is wrong."""
    found = re.search(r'class="errsum".*?</ul>', html, re.DOTALL)
    return re.sub(r"<[^>]+>|\s+", " ", found[0]) if found else html[:600]


def send(web: Any, who: str, url: str, **given: Any) -> Any:
    """Open the form at ``url`` and send it with its defaults; the answer, which must be «done»."""
    client = web.as_(who)
    page = client.get(url)
    assert page.status_code == 200, (url, who, page.status_code)
    data = filled(web, client, page.text, **given)
    to = FormReader(page.text).action or url.partition("?")[0]
    if "signature" in data:
        data["signature"] = DRAWN
    answer = client.post(to, data=data)
    assert answer.status_code == 303, (url, who, answer.status_code, faults(answer.text))
    assert client.get(answer.location).status_code == 200, answer.location
    return answer
