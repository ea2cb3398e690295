"""Style sheets and scripts: ours bundled by content hash, Bootstrap's from its wheel."""

import functools
import hashlib
import importlib.metadata
from importlib.resources import files
from pathlib import Path

from flask import Blueprint, Response, abort, request
from werkzeug.wrappers import Response as BaseResponse

FOLDER = Path(__file__).parents[1] / "static"
LIBRARY = {
    "bootstrap.min.css": "css/bootstrap.min.css",
    "bootstrap.min.js": "js/bootstrap.min.js",
    "popper.min.js": "umd/popper.min.js",
}
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
    "shell/print",
)
SCRIPTS = (
    "shell/core",
    "records/lists",
    "records/forms",
    "shell/frame",
    "shell/bell",
    "customers",
    "files",
    "office",
    "lending",
)
BUNDLES = {
    "portal.css": [FOLDER / f"css/{name}.css" for name in STYLES],
    "portal.js": [FOLDER / f"js/{name}.js" for name in SCRIPTS],
}
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
FOREVER = "public, max-age=31536000, immutable"

blueprint = Blueprint("assets", __name__)


@functools.cache
def asset_content(name: str) -> bytes | None:
    """The content of a bundle, a file of ours or a library file; None for any other name."""
    if name in LIBRARY:
        library = files("flask_bootstrap") / "static/bootstrap5"
        return (library / LIBRARY[name]).read_bytes()
    if name in BUNDLES:
        return b"\n".join(path.read_bytes() for path in BUNDLES[name])
    known = {path.name: path for path in FOLDER.glob("*.*")}
    return known[name].read_bytes() if name in known else None


@functools.cache
def asset_version(name: str) -> str:
    """A hash of the content, for cache busting."""
    if name in LIBRARY:
        return importlib.metadata.version("bootstrap-flask")
    return hashlib.sha256(asset_content(name) or b"").hexdigest()[:10]


def asset_url(name: str) -> str:
    """The URL of a file, which changes with its content (immutable caching)."""
    return f"/assets/{name}?v={asset_version(name)}"


@blueprint.get("/assets/<name>")
def file(name: str) -> BaseResponse:
    """Serve one file; 404 for an unknown name."""
    body = asset_content(name)
    if body is None:
        abort(404)
    response = Response(body, content_type=f"{TYPES[Path(name).suffix]}; charset=utf-8")
    response.headers["Cache-Control"] = FOREVER if "v" in request.args else "public, max-age=300"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.set_etag(asset_version(name))
    return response.make_conditional(request)
