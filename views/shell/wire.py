"""What goes over the wire: files and pages compressed, pages only for a visitor of our own.

A page that another site could make us send would tell, by its compressed length, what in it is
like the text that site chose (the BREACH attack). So a page is compressed only when the browser
says that the request comes from our own pages or from the visitor; what sends no such header
gets it plain. The tokens in it are masked as well (``views.shell.csrf``).
"""

import gzip

import brotli
from flask import Flask, Request, Response, request

SMALL = 600  # bytes: what fits in one packet gains nothing
OURS = ("same-origin", "none")  # of Sec-Fetch-Site
PAGES = ("text/html", "application/json")


def encoding_of(asked: Request) -> str:
    """The better of the encodings that the visitor takes; "" for none."""
    return asked.accept_encodings.best_match(("br", "gzip"), "")


def pack(body: bytes, encoding: str, *, thorough: bool = False) -> bytes:
    """``body`` in that encoding; ``thorough`` for what is packed once and sent for months."""
    if encoding == "br":
        return bytes(brotli.compress(body, quality=10 if thorough else 4))
    return gzip.compress(body, 9 if thorough else 5, mtime=0)


def pack_page(response: Response) -> Response:
    """Compress a page for a visitor who came to it from here."""
    if response.mimetype not in PAGES or response.direct_passthrough or response.is_streamed:
        return response
    response.vary.update(("Accept-Encoding", "Sec-Fetch-Site"))
    encoding = encoding_of(request)
    if encoding and request.headers.get("Sec-Fetch-Site") in OURS and not response.content_encoding:
        body = response.get_data()
        if len(body) >= SMALL:
            response.set_data(pack(body, encoding))
            response.content_encoding = encoding
    return response


def init_app(app: Flask) -> None:
    app.after_request(pack_page)
