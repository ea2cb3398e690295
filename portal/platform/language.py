"""Translations outside a request: sheets, mails, jobs."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from babel.messages.pofile import read_po

FOLDER = Path(__file__).parents[2] / "views" / "translations"


@lru_cache
def catalogue(language: str) -> Mapping[str, str]:
    """msgid → text of one language; empty for English, the language of the msgids."""
    texts: dict[str, str] = {}
    for path in sorted((FOLDER / language).glob("*.po")):
        with path.open("rb") as stream:
            for message in read_po(stream, locale=language):
                if isinstance(message.id, str) and message.id and message.string:
                    texts[message.id] = str(message.string)
    return texts


def translate_text(text: str, language: str = "zh_CN") -> str:
    """``text`` in that language, or as it is."""
    return catalogue(language).get(text, text)
