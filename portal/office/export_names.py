"""What the file of an export is called: its title, what it is of, and when it was made."""

import re
from collections.abc import Iterator, Mapping
from functools import partial

from models.words.plurals import fill
from models.words.text import N_
from portal.office import answer_book
from portal.office.catalog import BOOKS, REPORTS, find_export
from portal.office.filter_words import filter_words
from portal.platform.language import translate_text
from portal.platform.lists.query import parse_query
from portal.platform.sheets import register
from portal.platform.sheets.sheet import Say
from portal.work import HERE, Work

NO_FILE_NAME = re.compile(r"""[\\/:*?"<>|\x00-\x1f]""")
LONGEST = 40  # characters of what it is of: some programs open no longer path


def file_name(
    work: Work, source: str, args: Mapping[str, str], title: str, language: str = "zh_CN"
) -> str:
    """Two sheets of two periods have two names, and a filtered one says that it is. ``title`` is in
    the language already. Raises ``Invalid`` where ``args`` are wrong.
    """
    say = partial(translate_text, language=language)
    told = NO_FILE_NAME.sub(" ", " ".join(_of(work, source, args, say)))[:LONGEST].strip()
    made = f"{work.now.astimezone(HERE):%Y%m%d-%H%M}"
    return "-".join(part for part in (title, told, made) if part) + ".xlsx"


def _of(work: Work, source: str, args: Mapping[str, str], say: Say) -> Iterator[str]:
    """The period and what else was asked for; of a list, that it was filtered."""
    sort, _, key = source.partition(":")
    if sort == "report" and key in REPORTS:
        params = register.check_params(REPORTS[key], args)
        if "from" in params or "to" in params:
            ends = {"start": params.get("from", "…"), "end": params.get("to", "…")}
            yield fill(say(N_("%(start)s to %(end)s")), ends)
        yield from (value for name, value in params.items() if name not in ("from", "to"))
    elif sort == "book" and key in BOOKS:
        yield f"{answer_book.check_month(work, BOOKS[key], args):%Y-%m}"
    elif sort == "list" and (found := find_export(key)):
        listing = found[0]
        if filter_words(work, listing, parse_query(work, listing, args), say):
            yield say(N_("filtered"))
