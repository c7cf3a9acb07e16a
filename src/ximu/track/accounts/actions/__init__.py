"""What an administrator does about someone's way in, and what units do about the keys of their calendars."""

from ximu.track.accounts.actions.calendars import make_calendar_key, revoke_calendar_key, unit_of_key
from ximu.track.accounts.actions.ways_in import (
    activate,
    deactivate,
    must_change_password,
    password_changed,
    reset_password,
    reset_second_factor,
)

__all__ = [
    "activate", "deactivate", "make_calendar_key", "must_change_password", "password_changed", "reset_password",
    "reset_second_factor", "revoke_calendar_key", "unit_of_key",
]  # fmt: skip
