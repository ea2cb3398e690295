"""Hashes and verifies passwords with argon2id, at most two at a time to leave cores to others."""

from threading import Semaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.people.password_rules import normalize_password

# OWASP's second choice: about 20 ms of one core and 19 MiB (decision 19).
HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
SLOTS = Semaphore(2)
# The hash of a random password that nobody has: unknown accounts take as long (ASVS 6.3.8).
DUMMY_HASH = (
    "$argon2id$v=19$m=19456,t=2,p=1$oLWXRRacBSrSg+Kyvk9lxQ"
    "$4w50wYNsr5N0z5xYw5Z4xoiTyLD1BxAFnUsLkHXdql8"
)


def hash_password(password: str) -> str:
    with SLOTS:
        return HASHER.hash(normalize_password(password))


def verify_password(stored: str, password: str) -> bool:
    """Whether ``password`` fits the stored hash; takes as long if there is none («»: False)."""
    try:
        with SLOTS:
            right = HASHER.verify(stored or DUMMY_HASH, normalize_password(password))
            return right and bool(stored)
    except (VerificationError, InvalidHashError):
        return False
