"""Languages: English msgids in code, one catalogue per feature, compiled into one per language."""

from enum import StrEnum
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from babel import Locale
from babel.messages.mofile import write_mo
from babel.support import NullTranslations, Translations
from flask import Flask, g, has_request_context, request
from flask_login import current_user

from models.words.labels import label
from portal.errors import PortalError
from views.shell import catalogues

LANGUAGES = ("zh_CN", "en")


def compile_catalogues() -> None:
    """Merge ``translations/zh_CN/*.po`` into ``LC_MESSAGES/messages.mo`` where one is newer."""
    sources = sorted((catalogues.FOLDER / "zh_CN").glob("*.po"))
    # Babel spells zh_CN with its script, zh_Hans_CN, when it looks for a catalogue.
    target = catalogues.FOLDER / str(Locale.parse("zh_CN")) / "LC_MESSAGES" / "messages.mo"
    newest = max((p.stat().st_mtime for p in sources), default=0)
    if target.exists() and target.stat().st_mtime >= newest:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    # Web server and worker start at once and both may find it old: each writes a part of its own.
    with NamedTemporaryFile(dir=target.parent, suffix=".part", delete=False) as stream:
        write_mo(stream, catalogues.merged_catalogue())
    Path(stream.name).chmod(0o644)
    Path(stream.name).replace(target)


def current_language() -> str:
    """The language of this request, found once."""
    if "language" not in g:
        g.language = _chosen()
    result: str = g.language
    return result


def _chosen() -> str:
    """The cookie's, else the person's choice, else Chinese; signing in renews the cookie."""
    chosen = request.cookies.get("language", "")
    if chosen not in LANGUAGES and current_user and current_user.is_authenticated:
        chosen = current_user.language
    return chosen if chosen in LANGUAGES else "zh_CN"


def init_app(app: Flask) -> None:
    """Templates translate through us too; what is filled in is escaped with the sentence."""
    app.jinja_env.globals.update(_=gettext, gettext=gettext, ngettext=ngettext)


def gettext(text: str, **values: Any) -> str:
    """``text`` in the reader's language, its places filled."""
    found = _reader().gettext(text) if text else ""  # gettext has its head under ""
    return found % values if values else found


def ngettext(one: str, many: str, n: int, **values: Any) -> str:
    """The same where the number decides the form."""
    return _reader().ngettext(one, many, n) % {"num": n, **values}


def _reader() -> NullTranslations:
    """The catalogue of this request, found once; Chinese where nobody asks."""
    try:
        result: NullTranslations = g.catalogue
    except (AttributeError, RuntimeError):
        result = _catalogue(reader_language())
        if has_request_context():
            g.catalogue = result
    return result


def reader_language() -> str:
    """The language of this request; Chinese where nobody asks."""
    return current_language() if has_request_context() else "zh_CN"


def translated_to(chosen: str, text: str) -> str:
    """``text`` in a named language, its places left as they are."""
    return _catalogue(chosen).gettext(text)


@cache
def _catalogue(chosen: str) -> NullTranslations:
    return Translations.load(str(catalogues.FOLDER), [str(Locale.parse(chosen))])


def say_words(refusal: PortalError) -> str:
    """A refusal as a sentence in the reader's language."""
    text = gettext(refusal.text)
    return text % {k: _named(v) for k, v in refusal.values.items()} if refusal.values else text


def _named(value: Any) -> Any:
    """A word among the values, such as a permission, by its label and not by its code."""
    return gettext(label(value)) if isinstance(value, StrEnum) else value
