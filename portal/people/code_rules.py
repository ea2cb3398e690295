"""Second-factor codes: time-based one-time codes (TOTP) and recovery codes (ASVS 6.5)."""

import base64
import hashlib
import hmac
import secrets

import pyotp

SECONDS = 30  # lifetime of a code; its two neighbours are accepted too, because clocks differ
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # no characters that look alike
HALF, CODES = 5, 10


def derive_secret(key: bytes, salt: str) -> str:
    """160 bits in base32; it takes both the key and the stored salt to derive them."""
    digest = hmac.new(key, f"second factor:{salt}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:20]).decode()


def provisioning_uri(secret: str, login: str, office: str) -> str:
    """The ``otpauth://`` address in the QR code, which any authenticator app reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=office)


def matching_step(secret: str, code: str, seconds: int, after: int) -> int | None:
    """The time step whose code this is, if it is later than step ``after``; else None.

    ``seconds`` is the Unix time; ``after`` is the last step used, so no code works twice.
    """
    now, totp = seconds // SECONDS, pyotp.TOTP(secret)
    for step in (now, now - 1, now + 1):
        right = hmac.compare_digest(totp.generate_otp(step), normalize_code(code))
        if right and step > after:
            return step
    return None


def make_recovery_codes() -> list[str]:
    """Ten random codes of 49 bits each, like «abcde-23456»."""
    return [f"{_word()}-{_word()}" for _ in range(CODES)]


def hash_code(code: str) -> str:
    return hashlib.sha256(normalize_code(code).encode()).hexdigest()


def normalize_code(code: str) -> str:
    """What was typed, in lower case without spaces and dashes; «» if it is not ASCII."""
    text = "".join(code.split()).replace("-", "").lower()
    return text if text.isascii() else ""


def _word() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(HALF))
