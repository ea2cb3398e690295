"""Codes of a second factor: six digits by the clock, and recovery codes on paper (ASVS 6.5)."""

import base64
import hashlib
import hmac
import secrets

import pyotp

SECONDS = 30  # one code lasts so long; the ones beside it are taken too, for clocks differ
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else
HALF, CODES = 5, 10


def secret(key: bytes, salt: str) -> str:
    """160 bits in base32: neither the key nor a stolen table tells them alone."""
    digest = hmac.new(key, f"second factor:{salt}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:20]).decode()


def address(secret: str, login: str, office: str) -> str:
    """What the QR code holds, for any authenticator app."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=office)


def step_of(secret: str, code: str, seconds: int, after: int) -> int | None:
    """The step a code is right for, if it lies behind ``after``; else None."""
    now, totp = seconds // SECONDS, pyotp.TOTP(secret)
    for step in (now, now - 1, now + 1):
        right = hmac.compare_digest(totp.generate_otp(step), plain(code))
        if right and step > after:
            return step
    return None


def recovery_codes() -> list[str]:
    """Ten codes of 49 bits, as «abcde-23456»."""
    return [f"{_word()}-{_word()}" for _ in range(CODES)]


def hashed(code: str) -> str:
    return hashlib.sha256(plain(code).encode()).hexdigest()


def plain(code: str) -> str:
    """As typed, without spaces and dashes; ASCII or nothing."""
    text = "".join(code.split()).replace("-", "").lower()
    return text if text.isascii() else ""


def _word() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(HALF))
