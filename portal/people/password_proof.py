"""What an entry keeps of a password: a keyed digest of its hash, never the hash itself (D3)."""

import hmac


def password_digest(key: bytes, user_id: int, stored: str) -> str:
    """By which a hash is known again that was changed behind the portal; «» of no password."""
    if not stored:
        return ""
    return hmac.digest(key, f"password {user_id} {stored}".encode(), "sha256").hex()[:32]
