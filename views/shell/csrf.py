"""Tokens against forged posts, masked anew in every answer.

Pages are sent compressed, and the length of a compressed page tells of what in it is alike (the
BREACH attack): a secret that looks different each time is like nothing.
"""

import base64
import binascii
import secrets
from typing import Any

from flask import Flask, g, request
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFProtect, generate_csrf

HEADER = "X-CSRFToken"


def masked_token() -> str:
    """The token of this answer: the same in all its forms, another in the next answer."""
    if "masked_csrf_token" not in g:
        g.masked_csrf_token = mask_token(generate_csrf())
    return str(g.masked_csrf_token)


def mask_token(token: str) -> str:
    """The token under a random pad that is as long, and the pad."""
    pad = secrets.token_bytes(len(token))
    return base64.urlsafe_b64encode(pad + _xor(pad, token.encode())).decode()


def unmask_token(masked: str | None) -> str | None:
    """The token behind ``masked``; None where there is none."""
    try:
        both = base64.urlsafe_b64decode((masked or "").encode())
        half = len(both) // 2
        return _xor(both[:half], both[half:]).decode() if half * 2 == len(both) else None
    except (binascii.Error, UnicodeError):
        return None


def _xor(one: bytes, other: bytes) -> bytes:
    return (int.from_bytes(one) ^ int.from_bytes(other)).to_bytes(len(one))


class MaskedTokens(FlaskForm.Meta.csrf_class):
    """The same for the hidden field of a form, which ``Protection`` has checked already."""

    def generate_csrf_token(self, csrf_token_field: Any) -> str:  # noqa: ARG002
        return masked_token()


class Protection(CSRFProtect):
    """Flask-WTF's check of every post, by masked tokens."""

    def init_app(self, app: Flask) -> None:
        super().init_app(app)
        app.jinja_env.globals["csrf_token"] = masked_token
        app.context_processor(lambda: {"csrf_token": masked_token})

    def _get_csrf_token(self) -> str | None:
        """From a field of the form, whatever its prefix, or from the header that scripts send."""
        fields = (value for name, value in request.form.items() if name.endswith("csrf_token"))
        return unmask_token(next(filter(None, fields), None) or request.headers.get(HEADER))
