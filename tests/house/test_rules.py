"""The law and the code agree: what is cited exists, what is built is tested, what is named is there."""

import re

import pytest

from models.files.records import FileClass
from portal.settings import SPECS
from tests.house import law
from tests.house.tree import ROOT, name

DOCS = ROOT / "docs"
SYSTEMS = "systems.md"  # where rules come from: no rules themselves


def told(wrong):
    """One line for each place, so that a failure reads as a list of things to mend."""
    return "\n".join(sorted(wrong))


def test_every_id_cited_is_a_rule():
    wrong = {f"{p.where} {id}" for p in law.passages() for id in law.cited(p) - law.known()}
    assert not wrong, told(wrong)


def test_every_page_cited_is_in_the_repository():
    """By its name, from the page's own folder or below docs; no page has numbered parts."""
    wrong = set()
    for p in law.passages():
        for page, part in law.PAGE.findall(p.text):
            folders = (p.path.parent, ROOT, DOCS, DOCS / "rules", DOCS / "generated")
            if part or not any((folder / page).is_file() for folder in folders):
                wrong.add(f"{p.where} {page}{part}")
        wrong |= {f"{p.where} {bare}" for bare in law.BARE.findall(p.text) if p.talk}
    assert not wrong, told(wrong)


def test_every_decision_cited_has_its_record():
    records = {int(path.name[:4]) for path in (DOCS / "decisions").glob("*.md")}
    wrong = {
        f"{p.where} decision {number}"
        for p in law.passages()
        if p.talk
        for number in law.DECISION.findall(p.text)
        if int(number) not in records
    }
    assert not wrong, told(wrong)


def test_every_record_has_a_number_of_its_own():
    numbers = [path.name[:4] for path in (DOCS / "decisions").glob("*.md")]
    assert len(numbers) == len(set(numbers))


def test_every_id_stands_once_and_looks_like_one():
    found = [rule.id for rule in law.rules()]
    assert len(found) == len(set(found)) > 150
    assert not [id for id in found if not re.fullmatch(rf"{law.WORD}|{law.LETTER}|trap \d+", id)]


def test_every_rule_says_whether_it_is_built():
    wrong = {
        f"{rule.page} {rule.id}"
        for rule in law.rules()
        if (rule.state == "") != (rule.page == SYSTEMS)
    }
    assert not wrong, told(wrong)


def test_every_rule_is_enforced_where_it_says():
    wrong = set()
    for rule in law.rules():
        places = rule.quoted("")
        wrong |= {f"{rule.id} {path}" for path in places if not (ROOT / path).is_file()}
        if rule.state in ("built", "partly") and not places:
            wrong.add(f"{rule.id} names no place")
    assert not wrong, told(wrong)


def test_every_setting_system_and_column_named_exists():
    systems = {rule.id for rule in law.rules() if rule.page == SYSTEMS}
    columns = set(FileClass.__mapper__.columns.keys())
    wrong = set()
    for rule in law.rules():
        named = {*rule.quoted("setting")} - SPECS.keys() | {*rule.quoted("class")} - columns
        wrong |= {f"{rule.id} {what}" for what in named | {*rule.systems()} - systems}
        heads = {part.split("`")[0].strip().split(" ")[0] for part in rule.parts}
        wrong |= {f"{rule.id} «{head}»" for head in heads - {"", "setting", "class", "from"}}
    assert not wrong, told(wrong)


def test_every_built_rule_is_cited_by_a_test():
    tested = set()
    for p in law.passages():
        if name(p.path).startswith("tests/"):
            tested |= law.cited(p)
    wrong = {f"{rule.page} {rule.id}" for rule in law.rules() if rule.state == "built"} - {
        f"{rule.page} {rule.id}" for rule in law.rules() if rule.id in tested
    }
    assert not wrong, told(wrong)


def test_every_page_of_rules_stands_in_the_index():
    index = (DOCS / "rules" / "README.md").read_text()
    pages = {path.name for path in (DOCS / "rules").glob("*.md")} - {"README.md"}
    assert pages == set(re.findall(r"\]\(([\w-]+\.md)\)", index))


def test_the_glossary_names_what_the_code_has():
    code = "\n".join(p.read_text() for d in ("models", "portal") for p in (ROOT / d).rglob("*.py"))
    text = (DOCS / "rules" / "glossary.md").read_text()
    names = {quoted.split(".")[-1] for quoted in re.findall(r"`([^`]+)`", text)}
    names -= law.known()
    assert not [word for word in sorted(names) if not re.search(rf"\b{word}\b", code)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("(A4, F4) and R-36", {"A4", "F4", "R-36"}),
        ("laid out for A4, with summaries (A4 landscape)", set()),
        ("C2-C4", {"C2", "C3", "C4"}),
        ("CF-01 … CF-04", {"CF-01", "CF-02", "CF-03", "CF-04"}),
        ("#A1B2C3 F401 S105 C901 KH-1 A-03 SHA-256 UTF-8 AB-12 D4.5", set()),
        ("traps are many; trap 10", {"trap 10"}),
        ("R-99", {"R-99"}),
    ],
)
def test_ids_are_told_from_what_looks_like_them(text, found):
    assert law.cited(law.Passage(ROOT / "docs" / "made-up.md", 1, text)) == found
