"""Someone's way in: closed, opened again, a new password that they must change, the second factor taken off."""

from __future__ import annotations

import secrets

from allauth.mfa.models import Authenticator
from axes.utils import reset as forget_failures
from django.db import transaction
from django.utils import timezone

from ximu.ledger.errors import TrackError
from ximu.track import journal
from ximu.track.accounts.models import CalendarKey, GivenPassword
from ximu.track.models import Government, Person, PostHolder
from ximu.track.permissions import may, require

# Letters and digits that nobody takes for one another when a password is read out.
LETTERS, LENGTH = "abcdefghjkmnpqrstuvwxyz23456789", 16


def deactivate(person: Person, government: Government, whom: Person) -> None:
    """Close someone's way in: signed out everywhere, and every post ends today. What they did stays under their name.

    Raises TrackError W010, W026 (oneself; someone who also serves a government of which `person` is no administrator).
    """
    _require(person, government, whom)
    if whom.pk == person.pk:
        raise TrackError("your own account", where=whom.username, next_step="let someone else do it", code="W026")
    today = timezone.localdate()
    with transaction.atomic():
        whom.is_active = False
        whom.save(update_fields=["is_active"])
        PostHolder.objects.filter(person=whom, until=None).update(until=today)
        # They may have taken the addresses of calendars with them.
        keys = CalendarKey.objects.filter(made_by=whom, revoked_at=None)
        keys.update(revoked_at=timezone.now(), revoked_by=person)
        _note(person, government, "deactivate_person", whom)


def activate(person: Person, government: Government, whom: Person) -> str:
    """Open a closed account again, with a new password; posts are given anew. Raises as `deactivate`."""
    _require(person, government, whom)
    with transaction.atomic():
        whom.is_active = True
        whom.save(update_fields=["is_active"])
        _note(person, government, "activate_person", whom)
        return _give_password(person, whom)


def reset_password(person: Person, government: Government, whom: Person) -> str:
    """A new password, to be handed over and changed at the next sign-in; whoever is signed in as them is out.

    A lock-out after wrong passwords ends, too. Raises TrackError W010, W026 (see `deactivate`; a closed account).
    """
    _require(person, government, whom)
    if not whom.is_active:
        raise TrackError("the account is closed", where=whom.username, next_step="open it again", code="W026")
    with transaction.atomic():
        _note(person, government, "reset_password", whom)
        password = _give_password(person, whom)
    forget_failures(username=whom.username)
    return password


def reset_second_factor(person: Person, government: Government, whom: Person) -> int:
    """Take off every second factor, for someone who lost theirs; returns how many. Raises TrackError W010, W026."""
    _require(person, government, whom)
    with transaction.atomic():
        taken, _ = Authenticator.objects.filter(user=whom).delete()
        if not taken:
            raise TrackError("no second factor is set", where=whom.username, next_step="nothing to do", code="W026")
        _note(person, government, "reset_second_factor", whom)
    return int(taken)


def must_change_password(person: Person) -> bool:
    """Whether the person has a password that someone else made."""
    return GivenPassword.objects.filter(person=person).exists()


def password_changed(person: Person) -> None:
    """The person has chosen a password of their own."""
    with transaction.atomic():
        if GivenPassword.objects.filter(person=person).delete()[0]:
            journal.record(person, "change_password", content={"username": person.username})


def give_first_password(person: Person, whom: Person) -> None:
    """Let a password that was just made for someone be changed at their first sign-in."""
    GivenPassword.objects.update_or_create(person=whom, defaults={"given_by": person, "at": timezone.now()})


def new_password() -> str:
    """A password to begin with, easy to read out."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def _give_password(person: Person, whom: Person) -> str:
    password = new_password()
    whom.set_password(password)
    whom.save(update_fields=["password"])
    give_first_password(person, whom)
    return password


def _require(person: Person, government: Government, whom: Person) -> None:
    require(person, "manage_people", government=government)
    served = Government.objects.filter(units__posts__holders__person=whom).distinct()
    known = {one.pk for one in served}
    if government.pk not in known:
        raise TrackError("no such person", where=whom.username, next_step="look at the page anew", code="W026")
    still = served.filter(units__posts__holders__person=whom, units__posts__holders__until=None)
    if foreign := [one for one in still if not may(person, "manage_people", government=one)]:
        raise TrackError(
            f"also serves {foreign[0]}", where=whom.username,
            next_step="end their posts here, or ask the administrator there", code="W026",
        )  # fmt: skip


def _note(person: Person, government: Government, action: str, whom: Person) -> None:
    journal.record(person, action, government=government.key, content={"username": whom.username})
