"""Of Bootstrap's style sheet those rules are sent whose classes some page of ours can bear."""

import re

from views.shell import assets, lean

FULL = (assets.BOOTSTRAP / "css/bootstrap.min.css").read_text()
CLASSES = re.compile(r'\sclass="([^"]*)"')


def classes_of(css):
    return {name for head, _ in flat(css) for name in lean.CLASS.findall(head)}


def flat(css):
    """The rules of a style sheet, those within blocks too."""
    for head, body in lean.rules_of(css):
        if head.startswith(lean.BLOCKS):
            yield from flat(body)
        elif not head.startswith("@"):
            yield head, body


def test_rules_for_classes_nobody_uses_are_left_out():
    css = (
        '@charset "UTF-8";:root{--a:1}.btn,.gone{color:red}.gone{x:y}a:not(.gone){b:c}'
        "@media (min-width:1px){.gone{x:y}}@media print{.btn{d:e}}@keyframes k{to{f:g}}"
        ".btn:is(.gone,.btn){h:i}"
    )
    assert lean.without_unused(css, frozenset({"btn"})) == (
        '@charset "UTF-8";:root{--a:1}.btn{color:red}a:not(.gone){b:c}'
        "@media print{.btn{d:e}}@keyframes k{to{f:g}}.btn:is(.gone,.btn){h:i}"
    )


def test_with_every_class_in_use_nothing_is_left_out():
    every = frozenset(lean.CLASS.findall(FULL))
    assert lean.without_unused(FULL, every) == FULL[: FULL.rindex("}") + 1]


def test_no_page_bears_a_class_of_bootstrap_that_was_left_out(web):
    sent = classes_of(assets.asset_content("portal.css").decode())
    known = classes_of(FULL)
    client, seen, missing = web.as_("li"), 0, set()
    for rule in web.app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.arguments:
            continue
        page = client.get(rule.rule)
        if page.mimetype == "text/html" and page.status_code == 200:
            seen += 1
            worn = {name for text in CLASSES.findall(page.text) for name in text.split()}
            missing |= (worn & known) - sent
    assert seen > 20
    assert not missing


def test_what_is_left_out_is_most_of_it():
    sent = assets.asset_content("portal.css").decode()
    assert {"modal", "dropdown-menu", "offcanvas", "btn", "form-control"} <= classes_of(sent)
    assert {"navbar-expand-xxl", "btn-outline-warning", "ratio-16x9"}.isdisjoint(classes_of(sent))
