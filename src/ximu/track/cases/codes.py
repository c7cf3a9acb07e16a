"""Tracking codes: made so that nobody can guess one, read back however a person types them."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from django.conf import settings

# Letters and digits that nobody takes for one another when read out; 12 of 31 are 59 bits.
LETTERS, LENGTH, GROUP = "abcdefghjkmnpqrstuvwxyz23456789", 12, 4


def new_code() -> str:
    """A new tracking code, without its hyphens."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def shown_code(code: str) -> str:
    """A code as a person is told it: abcd-efgh-jkmn."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def typed_code(text: str) -> str:
    """The code that a person typed, whatever stands between the letters; "" when it can be none."""
    code = "".join(char for char in text.lower() if char.isalnum())
    return code if len(code) == LENGTH and set(code) <= set(LETTERS) else ""


def keyed(*parts: str) -> str:
    """A mark for something that must not be kept itself, such as an address: the same parts give the same mark here."""
    return hmac.new(str(settings.SECRET_KEY).encode(), "\x00".join(parts).encode(), hashlib.sha256).hexdigest()
