"""Passwords: which are too weak, and their scrypt hashes."""

from __future__ import annotations

from functools import cache
from secrets import token_urlsafe
from threading import Lock
from unicodedata import normalize

from werkzeug.security import check_password_hash, generate_password_hash

from civickit.core.errors import InvalidRecord

LEAST_LETTERS = 12
LEAST_DIFFERENT = 5
LONGEST = 200
_one_at_a_time = Lock()  # scrypt takes 32 MB each time; a crowd of guesses shares them

_WEAK = {
    "short": f"has fewer than {LEAST_LETTERS} characters; use {LEAST_LETTERS} or more",
    "long": f"has more than {LONGEST} characters; use fewer",
    "simple": f"has fewer than {LEAST_DIFFERENT} different characters; use several words",
    "name": "holds the name of the account; use other words",
}


class WeakPassword(InvalidRecord):
    """`reason`: short, long, simple, name."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__({"password": _WEAK[reason]})


def hash_of(password: str, name: str) -> str:
    """What is kept of a new password of the account `name`. Raises WeakPassword."""
    if weak := _weakness(normalize("NFC", password), name):
        raise WeakPassword(weak)
    with _one_at_a_time:
        return generate_password_hash(normalize("NFC", password))


def _weakness(password: str, name: str) -> str:
    if len(password) < LEAST_LETTERS:
        return "short"
    if len(password) > LONGEST:
        return "long"
    if len(set(password)) < LEAST_DIFFERENT:
        return "simple"
    return "name" if len(name) > 3 and name.casefold() in password.casefold() else ""


def is_right(hashed: str | None, password: str) -> bool:
    """Whether it is the password of the hash; without a hash never, in the same time."""
    nobody = _hash_of_nobody()
    plain = normalize("NFC", password[: 4 * LONGEST])
    with _one_at_a_time:
        right = check_password_hash(nobody if hashed is None else hashed, plain[:LONGEST])
    return right and hashed is not None and len(plain) <= LONGEST


@cache
def _hash_of_nobody() -> str:
    return generate_password_hash(token_urlsafe(32))
