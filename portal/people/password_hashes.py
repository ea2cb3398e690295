"""Hashes and checks passwords with argon2id, two at a time: sign-in must not stop the office."""

from threading import Semaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.people.password_rules import normal

# OWASP's second choice: about 20 ms of one core and 19 MiB (decision 19).
HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
TURNS = Semaphore(2)
# The hash of a random password that nobody has: unknown names cost the same (ASVS 6.3.8).
NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1$oLWXRRacBSrSg+Kyvk9lxQ"
    "$4w50wYNsr5N0z5xYw5Z4xoiTyLD1BxAFnUsLkHXdql8"
)


def hashed(password: str) -> str:
    with TURNS:
        return HASHER.hash(normal(password))


def matches(kept: str, password: str) -> bool:
    """Does ``password`` fit the kept hash? Works as hard where there is none, and says no."""
    try:
        with TURNS:
            return HASHER.verify(kept or NOBODY, normal(password)) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False
