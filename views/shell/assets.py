"""Style sheets and scripts: ours bundled by content hash, Bootstrap's from its wheel."""

import functools
import hashlib
import re
from importlib.resources import files
from pathlib import Path

from flask import Blueprint, Response, abort, request
from werkzeug.wrappers import Response as BaseResponse

from views.shell import lean
from views.shell.wire import SMALL, encoding_of, pack

FOLDER = Path(__file__).parents[1] / "static"
BOOTSTRAP = files("flask_bootstrap") / "static/bootstrap5"
# Files of the bundles, in order: common ones, then one for each wing, then print.
STYLES = (
    "shell/tokens",
    "shell/base",
    "shell/frame",
    "shell/controls",
    "shell/cards",
    "shell/dialogs",
    "records/lists",
    "records/record",
    "records/forms",
    "people",
    "approvals",
    "customers",
    "files",
    "lending",
    "office",
    "imports",
    "shell/touch",
    "shell/print",
)
SCRIPTS = (
    "shell/core",
    "records/lists",
    "records/columns",
    "records/forms",
    "records/limits",
    "records/kept",
    "records/depends",
    "shell/frame",
    "shell/palette",
    "shell/bell",
    "customers",
    "files",
    "office",
    "lending",
)
FORMULAS = ("values", "amounts", "evaluate", "functions")  # only where a form calculates
BUNDLES = {
    "portal.css": [FOLDER / f"css/{name}.css" for name in STYLES],
    "portal.js": [FOLDER / f"js/{name}.js" for name in SCRIPTS],
    "formulas.js": [FOLDER / f"js/formulas/{name}.js" for name in FORMULAS],
}
# What stands before ours in the same file: one request, and one window to compress in.
LIBRARY = {
    "portal.css": ["css/bootstrap.min.css"],
    "portal.js": ["umd/popper.min.js", "js/bootstrap.min.js"],
}
MAPS = re.compile(rb"\s*/[*/]# sourceMappingURL=\S+(?: \*/)?\s*\Z")  # of files that are not sent
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
FOREVER = "public, max-age=31536000, immutable"

blueprint = Blueprint("assets", __name__)


@functools.cache
def asset_content(name: str) -> bytes | None:
    """The content of a bundle or a file of ours; None for any other name."""
    if name in BUNDLES:
        library = [MAPS.sub(b"", (BOOTSTRAP / path).read_bytes()) for path in LIBRARY.get(name, ())]
        if name == "portal.css":
            scripts = "".join((BOOTSTRAP / path).read_text() for path in LIBRARY["portal.js"])
            used = lean.used_words(scripts)
            library = [lean.without_unused(each.decode(), used).encode() for each in library]
        return b"\n".join([*library, *map(lean.without_remarks, BUNDLES[name])])
    known = {path.name: path for path in FOLDER.glob("*.*")}
    return known[name].read_bytes() if name in known else None


@functools.cache
def asset_version(name: str) -> str:
    """A hash of the content, for cache busting."""
    return hashlib.sha256(asset_content(name) or b"").hexdigest()[:10]


def asset_url(name: str) -> str:
    """The URL of a file, which changes with its content (immutable caching)."""
    return f"/assets/{name}?v={asset_version(name)}"


@functools.cache
def packed_asset(name: str, encoding: str) -> bytes:
    """A file compressed as well as 0.2 s allow, once in a process."""
    return pack(asset_content(name) or b"", encoding, thorough=True)


@blueprint.get("/assets/<name>")
def file(name: str) -> BaseResponse:
    """Serve one file; 404 for an unknown name."""
    body = asset_content(name)
    if body is None:
        abort(404)
    response = Response(body, content_type=f"{TYPES[Path(name).suffix]}; charset=utf-8")
    response.headers["Cache-Control"] = FOREVER if "v" in request.args else "public, max-age=300"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Vary"] = "Accept-Encoding"
    encoding = encoding_of(request)
    if encoding and len(body) >= SMALL:
        response.set_data(packed_asset(name, encoding))
        response.headers["Content-Encoding"] = encoding
    response.set_etag(asset_version(name) + encoding)
    return response.make_conditional(request)
