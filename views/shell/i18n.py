"""Languages: English msgids in code; catalogues per feature, compiled into one per language."""

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
from models.words.plurals import fill
from portal.errors import PortalError
from views.shell import catalogues

LANGUAGES = ("zh_CN", "en")


def compile_catalogues() -> None:
    """Merge ``translations/zh_CN/*.po`` into ``LC_MESSAGES/messages.mo`` if any is newer."""
    sources = sorted((catalogues.FOLDER / "zh_CN").glob("*.po"))
    # Babel looks for the catalogue of zh_CN under zh_Hans_CN.
    target = catalogues.FOLDER / str(Locale.parse("zh_CN")) / "LC_MESSAGES" / "messages.mo"
    newest = max((p.stat().st_mtime for p in sources), default=0)
    if target.exists() and target.stat().st_mtime >= newest:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    # Web server and worker may both compile it at the same time, so each writes its own file.
    with NamedTemporaryFile(dir=target.parent, suffix=".part", delete=False) as stream:
        write_mo(stream, catalogues.merged_catalogue())
    Path(stream.name).chmod(0o644)
    Path(stream.name).replace(target)


def current_language() -> str:
    """The language of this request, determined once."""
    if "language" not in g:
        g.language = _chosen()
    result: str = g.language
    return result


def _chosen() -> str:
    """From the cookie, else the person's preference, else Chinese; signing in sets the cookie."""
    chosen = request.cookies.get("language", "")
    if chosen not in LANGUAGES and current_user and current_user.is_authenticated:
        chosen = current_user.language
    return chosen if chosen in LANGUAGES else "zh_CN"


def init_app(app: Flask) -> None:
    """Make templates translate through this module; autoescaping covers filled-in values."""
    app.jinja_env.globals.update(_=gettext, gettext=gettext)


def gettext(text: str, **values: Any) -> str:
    """``text`` in the reader's language, with its placeholders filled."""
    result = _reader().gettext(text) if text else ""  # the msgid "" is the catalogue's header
    return fill(result, values) if values else result


def _reader() -> NullTranslations:
    """The catalogue of this request, loaded once; Chinese outside a request."""
    try:
        result: NullTranslations = g.catalogue
    except (AttributeError, RuntimeError):
        result = _catalogue(reader_language())
        if has_request_context():
            g.catalogue = result
    return result


def reader_language() -> str:
    """The language of this request; Chinese outside a request."""
    return current_language() if has_request_context() else "zh_CN"


def translated_to(chosen: str, text: str) -> str:
    """``text`` in a given language, with its placeholders left unfilled."""
    return _catalogue(chosen).gettext(text)


@cache
def _catalogue(chosen: str) -> NullTranslations:
    return Translations.load(str(catalogues.FOLDER), [str(Locale.parse(chosen))])


def say_words(refusal: PortalError) -> str:
    """A refusal as a sentence in the reader's language."""
    text = gettext(refusal.text)
    told = {name: _named(value) for name, value in refusal.values.items()}
    return fill(text, told) if told else text


def _named(value: Any) -> Any:
    """The label of an enum member, such as a permission; several joined; other values unchanged."""
    if isinstance(value, list | tuple):
        return gettext(", ").join(str(_named(each)) for each in value)
    return gettext(label(value)) if isinstance(value, StrEnum) else value
