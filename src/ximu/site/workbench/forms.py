"""Forms made from what a playbook asks for, so that a new playbook needs no new form."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django import forms
from django.db.models import QuerySet

from ximu.site.language import say
from ximu.track.actions import ItemContent, NewEvidence, NewProgress
from ximu.track.models import Government, Item, Unit
from ximu.track.rules.english import in_words
from ximu.track.rules.playbook import REPORTED, Field, Move, Playbook


class DateInput(forms.DateInput):
    """A date that browsers offer a calendar for."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def number_given(text: str) -> int:
    """The whole number that a form or an address gives; 0, the number of nothing, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def units_now(government: Government) -> QuerySet[Unit]:
    """The units of a government that are there now, by name."""
    return Unit.objects.filter(government=government, valid_to=None).order_by("name_zh")


def unit_choice(government: Government, label: str, *, required: bool) -> forms.ModelChoiceField[Unit]:
    """A choice among the units of one government that are there now."""
    return forms.ModelChoiceField(queryset=units_now(government), label=label, required=required)


class UnitChoices(forms.ModelMultipleChoiceField[Unit]):
    """A choice of several among the units of one government that are there now; a number no unit can have is refused.

    (The field of Django asks the database for all numbers at once, which fails on those that are no 64-bit integers.)
    """

    def __init__(self, government: Government, **more: Any) -> None:
        super().__init__(units_now(government), **more)

    def clean(self, value: Any) -> Any:
        """The chosen units. Raises ValidationError for anything that is none of them."""
        strange = [one for one in value or () if not number_given(str(one))]
        if strange:
            raise forms.ValidationError(
                self.error_messages["invalid_pk_value"], code="invalid_pk_value", params={"pk": strange[0]}
            )
        return super().clean(value)


class MoveForm(forms.Form):
    """What a move must and may carry. `version` is that of the item the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, move: Move, item: Item, language: str, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, prefix=move.id, initial={"version": item.version})
        self.move, self.item, self.language = move, item, language
        for name in (*move.carries, *move.may_carry):
            for key, field in self._fields_for(name, required=name in move.carries):
                self.fields[key] = field

    def _fields_for(self, name: str, *, required: bool) -> Iterator[tuple[str, forms.Field]]:
        if name in ("reply", "reason"):
            widget = forms.Textarea(attrs={"rows": 3})
            yield name, forms.CharField(label=self._say(name), required=required, widget=widget, max_length=5000)
        elif name == "date":
            yield name, forms.DateField(label=self._say(name), required=required, widget=DateInput())
        elif name == "unit":
            alone = self.move.effect == "dispatch" and self.item.lead_unit is None
            yield name, unit_choice(self.item.government, self._say(name), required=required or alone)
        elif name == "evidence":
            kinds = self.move.evidence_kinds
            yield from evidence_fields(kinds, self.language, required=required)
        elif name == "progress":
            yield from progress_fields(self.item, self.language, required=required)
        else:
            yield name, book_field(self.item.book.field(name), self.language, required=required)

    def _say(self, name: str) -> str:
        return say(f"ask.{name}", self.language)

    def carried(self) -> dict[str, Any]:
        """What `act` takes; the form must be valid."""
        data = self.cleaned_data
        own = {field.id for field in self.item.book.fields} & set(self.fields)
        return {
            "reply": data.get("reply", ""),
            "reason": data.get("reason", ""),
            "date": data.get("date"),
            "unit": data.get("unit"),
            "evidence": evidence_of(data),
            "progress": progress_of(data),
            "fields": {name: data[name] for name in own if data.get(name) not in (None, "")},
            "version": data["version"],
        }


def evidence_fields(kinds: tuple[str, ...], language: str, *, required: bool) -> Iterator[tuple[str, forms.Field]]:
    """A piece of evidence: what it shows, and a file, an address or a note."""
    label = say("work.evidence_kind", language)
    if kinds:
        yield (
            "evidence_kind",
            forms.ChoiceField(
                label=label, choices=[(one, in_words(one, language)) for one in kinds], required=required
            ),
        )
    else:
        yield "evidence_kind", forms.CharField(label=label, max_length=40, required=required)
    yield "evidence_file", forms.FileField(label=say("work.evidence_file", language), required=False)
    yield (
        "evidence_url",
        forms.URLField(label=say("work.evidence_url", language), required=False, assume_scheme="https"),
    )
    note = forms.CharField(label=say("work.evidence_note", language), required=False, max_length=500)
    yield "evidence_note", note


def progress_fields(item: Item, language: str, *, required: bool) -> Iterator[tuple[str, forms.Field]]:
    """A report of progress for a period; funds too, where the playbook has a field that follows from them."""
    yield (
        "period",
        forms.CharField(
            label=say("work.period", language),
            required=required,
            max_length=8,
            help_text=say("work.period_help", language),
        ),
    )
    yield (
        "amount",
        forms.DecimalField(label=say("work.amount", language), required=False, max_digits=15, decimal_places=4),
    )
    if any(field.type == "reported_funds" for field in item.book.fields):
        label = say("work.funds", language)
        yield "funds", forms.DecimalField(label=label, required=False, max_digits=15, decimal_places=4)
    for name in ("progress_zh", "problems_zh", "next_steps_zh"):
        widget = forms.Textarea(attrs={"rows": 2})
        label = say(f"ask.{name}", language)
        yield name, forms.CharField(label=label, required=False, widget=widget, max_length=5000)


def book_field(field: Field, language: str, *, required: bool) -> forms.Field:
    """The form field of a fact that a playbook asks for."""
    label = (field.en if language == "en" else field.zh) + (f"（{field.unit}）" if field.unit else "")
    if field.type == "whole":
        return forms.IntegerField(label=label, required=required)
    if field.type == "number":
        return forms.DecimalField(label=label, required=required)
    if field.type == "date":
        return forms.DateField(label=label, required=required, widget=DateInput())
    if field.type == "choice":
        choices = [("", "—"), *((one, field.shown(one, language)) for one in field.options)]
        return forms.ChoiceField(label=label, required=required, choices=choices)
    if field.type == "yes_no":
        yes_no = [("", "—"), ("true", say("work.yes", language)), ("false", say("work.no", language))]
        return forms.TypedChoiceField(
            label=label, required=required, choices=yes_no, coerce=lambda text: text == "true", empty_value=None
        )
    return forms.CharField(label=label, required=required, max_length=500)


_OWN = "field_"  # before the names of a playbook's fields, so that none can be taken for one that all items have


def own_fields(book: Playbook, language: str, without: Collection[str] = ()) -> Iterator[tuple[str, forms.Field]]:
    """The fields that a playbook asks for but those in `without`; none of them has to be known yet."""
    for field in book.fields:
        if field.type not in REPORTED and field.id not in without:
            yield f"{_OWN}{field.id}", book_field(field, language, required=False)


def own_values(data: dict[str, Any]) -> dict[str, Any]:
    """What was filled in of them in a valid form."""
    given = {name.removeprefix(_OWN): value for name, value in data.items() if name.startswith(_OWN)}
    return {name: value for name, value in given.items() if value not in (None, "")}


def evidence_of(data: dict[str, Any]) -> tuple[NewEvidence, ...]:
    """The piece of evidence in a valid form, if there is one."""
    file: Any = data.get("evidence_file")
    url, note = data.get("evidence_url") or "", data.get("evidence_note") or ""
    if not (file or url or note):
        return ()
    held = file.read() if file else b""
    return (
        NewEvidence(
            data.get("evidence_kind") or "", name=(file.name or "") if file else "", data=held, url=url, note_zh=note
        ),
    )


def progress_of(data: dict[str, Any]) -> NewProgress | None:
    """The report of progress in a valid form, if there is one."""
    if not data.get("period"):
        return None
    return NewProgress(
        period=data["period"],
        amount=data.get("amount"),
        funds=data.get("funds"),
        progress_zh=data.get("progress_zh", ""),
        problems_zh=data.get("problems_zh", ""),
        next_steps_zh=data.get("next_steps_zh", ""),
    )


class EvidenceForm(forms.Form):
    """Evidence brought outside a move."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, item: Item, language: str, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, prefix="evidence", initial={"version": item.version})
        self.fields.update(dict(evidence_fields((), language, required=True)))


class ProgressForm(forms.Form):
    """Progress reported outside a move."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, item: Item, language: str, data: Any = None) -> None:
        super().__init__(data, prefix="progress", initial={"version": item.version})
        self.fields.update(dict(progress_fields(item, language, required=True)))


class ItemForm(forms.Form):
    """What an item says. A unit or a day that no document states is marked assumed."""

    NAMES = (
        "title_zh", "requirement_zh", "lead_unit", "lead_unit_assumed", "supporting_units", "leader_zh", "person_zh",
        "due_on", "due_assumed", "amount_target", "amount_unit",
    )  # fmt: skip

    title_zh = forms.CharField(max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
    requirement_zh = forms.CharField(required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))
    due_on = forms.DateField(required=False, widget=DateInput())
    due_assumed = forms.BooleanField(required=False)
    lead_unit_assumed = forms.BooleanField(required=False)
    leader_zh = forms.CharField(required=False, max_length=80)
    person_zh = forms.CharField(required=False, max_length=80)
    amount_target = forms.DecimalField(required=False, max_digits=15, decimal_places=4)
    amount_unit = forms.CharField(required=False, max_length=20)

    def __init__(self, government: Government, language: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead_unit"] = unit_choice(government, "", required=False)
        self.fields["supporting_units"] = UnitChoices(government, required=False)
        for name, field in self.fields.items():
            field.label = say(f"ask.{name}", language)
        self.order_fields(self.NAMES)

    def content(self, **more: Any) -> ItemContent:
        """The content of the item; the form must be valid."""
        data = dict(self.cleaned_data)
        data["supporting_units"] = tuple(data["supporting_units"])
        return ItemContent(**data, **more)
