"""Codes that people copy by hand: ten letters and digits, the last a check, none that look alike."""

from __future__ import annotations

import secrets

# 31 signs: a prime, so that one wrong sign and any two exchanged ones are always noticed.
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 10


def new_code() -> str:
    """A code that nobody can guess: 31⁹ ≈ 2.6 × 10¹³ of them."""
    free = "".join(secrets.choice(SIGNS) for _ in range(LENGTH - 1))
    return free + _check(free)


def tidy_code(text: str) -> str:
    """A code as it is kept, "" when it is none: small letters, spaces and hyphens do not matter."""
    code = "".join(sign for sign in text.upper() if sign.isalnum())
    if len(code) != LENGTH or any(sign not in SIGNS for sign in code):
        return ""
    return code if _check(code[:-1]) == code[-1] else ""


def shown_code(code: str) -> str:
    """A code in two groups of five."""
    return f"{code[:5]}-{code[5:]}"


def _check(free: str) -> str:
    """The sign that makes the weighted sum of all ten (weights 1 to 10) divisible by 31."""
    total = sum(weight * SIGNS.index(sign) for weight, sign in enumerate(free, 1))
    return SIGNS[-total * pow(LENGTH, -1, len(SIGNS)) % len(SIGNS)]
