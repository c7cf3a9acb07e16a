"""The forms of registers in the workbench; labels come from the words of the pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from ximu.site.language import say
from ximu.site.workbench.forms import DateInput
from ximu.track.models import Government, Unit
from ximu.track.registers.kinds import Kind, draw_results, list_kinds, lot_steps, methods
from ximu.track.registers.models import River, RiverChief
from ximu.track.rules.playbook import Playbook


def day(*, required: bool = True) -> forms.DateField:
    """A day, today to begin with when one is needed."""
    return forms.DateField(widget=DateInput(), required=required, initial=timezone.localdate if required else None)


def words(longest: int, *, required: bool = True) -> forms.CharField:
    """A line of text."""
    return forms.CharField(max_length=longest, required=required)


def text(longest: int, *, required: bool = True) -> forms.CharField:
    """Several lines of text."""
    return forms.CharField(max_length=longest, required=required, widget=forms.Textarea)


def choices_of(kinds: dict[str, Kind], language: str) -> list[tuple[str, str]]:
    """Entries of a data file as choices."""
    return [(key, one.name(language)) for key, one in kinds.items()]


class _Form(forms.Form):
    """A form that fills its choices from what the person may use."""

    def __init__(self, *args: Any, language: str = "zh", units: QuerySet[Unit] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, kinds in (("list", list_kinds), ("step", lot_steps), ("method", methods), ("result", draw_results)):
            field = self.fields.get(name)
            if isinstance(field, forms.ChoiceField):
                field.choices = choices_of(kinds(), language)
        unit = self.fields.get("unit")
        if isinstance(unit, forms.ModelChoiceField) and units is not None:
            unit.queryset = units


class NewVersionForm(_Form):
    """A new version of a list: from a file, or pasted."""

    government = forms.ModelChoiceField(queryset=Government.objects.none())
    list = forms.ChoiceField()
    in_force_on = day()
    document_no = words(80, required=False)
    note_zh = text(2000, required=False)
    table_file = forms.FileField(required=False)
    table = forms.CharField(required=False, widget=forms.Textarea, max_length=2_000_000)


class PickForm(_Form):
    """One row of the page, for an action that needs nothing else."""

    row = forms.IntegerField(widget=forms.HiddenInput)


class RiverForm(_Form):
    """A new river file."""

    unit = forms.ModelChoiceField(queryset=Unit.objects.none())
    name_zh = words(80)
    key = forms.SlugField(max_length=40)
    kind = forms.ChoiceField(choices=River.Kind.choices)
    reach_zh = words(200, required=False)
    length_km = forms.DecimalField(max_digits=8, decimal_places=2, min_value=0, required=False)
    water_section = words(120, required=False)
    plan_zh = text(10_000, required=False)
    plan_until = forms.IntegerField(min_value=2000, max_value=2100, required=False)


class PlanForm(_Form):
    """A new 一河一策."""

    plan_zh = text(10_000)
    plan_until = forms.IntegerField(min_value=2000, max_value=2100, required=False)


class ChiefForm(_Form):
    """Who comes to a post."""

    post_zh = words(80)
    person_zh = words(40)
    phone = words(40, required=False)
    since = day()


class ChiefEndForm(_Form):
    """Who leaves a post, and the last day."""

    chief = forms.ModelChoiceField(queryset=RiverChief.objects.none())
    until = day()


class PatrolForm(_Form):
    """A patrol; with a title of a problem, that becomes an item."""

    chief = forms.ModelChoiceField(queryset=RiverChief.objects.none())
    on = day()
    found_zh = text(2000)
    problem_zh = words(200, required=False)
    problem_kind = forms.ChoiceField(required=False)
    spot_zh = words(200, required=False)


class CommitForm(_Form):
    """A plan to commit to."""

    unit = forms.ModelChoiceField(queryset=Unit.objects.none())
    title_zh = words(120)
    objects_file = forms.FileField(required=False)
    objects = forms.CharField(required=False, widget=forms.Textarea, max_length=2_000_000)
    inspectors_file = forms.FileField(required=False)
    inspectors = forms.CharField(required=False, widget=forms.Textarea, max_length=2_000_000)
    take = forms.IntegerField(min_value=1)
    inspectors_each = forms.IntegerField(min_value=1, initial=2)
    weights = words(400, required=False)
    public_source_zh = words(200, required=False)


class DrawForm(_Form):
    """What the draw still needs."""

    public_value = words(200, required=False)
    shown_on = day()


class OutcomeForm(_Form):
    """What was found at a drawn object."""

    object = forms.ChoiceField()
    result = forms.ChoiceField()
    on = day()
    found_zh = text(2000, required=False)


class LotForm(_Form):
    """A new lot."""

    unit = forms.ModelChoiceField(queryset=Unit.objects.none())
    product_zh = words(120)
    producer_zh = words(120)
    origin_zh = words(200)
    made_on = day()
    amount = forms.DecimalField(max_digits=15, decimal_places=4, min_value=0, required=False)
    amount_unit = words(20, required=False)


class StepForm(_Form):
    """The next step of a lot."""

    step = forms.ChoiceField()
    on = day()
    where_zh = words(200)
    by_zh = words(120)
    note_zh = text(2000, required=False)
    certificate = words(120, required=False)
    passed = forms.TypedChoiceField(required=False, coerce=lambda given: given == "yes", empty_value=None)

    def __init__(self, *args: Any, language: str = "zh", **kwargs: Any) -> None:
        super().__init__(*args, language=language, **kwargs)
        passed = self.fields["passed"]
        if isinstance(passed, forms.ChoiceField):
            passed.choices = [
                ("", "—"), ("yes", say("trace.passed", language)), ("no", say("trace.failed", language)),
            ]  # fmt: skip


class RecallForm(_Form):
    """Why a lot is called back."""

    recall_reason_zh = text(2000)
    on = day()


class EvaluationForm(_Form):
    """An evaluation from outside."""

    government = forms.ModelChoiceField(queryset=Government.objects.none())
    subject_zh = words(200)
    evaluator_zh = words(120)
    paid_by_zh = words(120, required=False)
    method = forms.ChoiceField()
    asked_whom_zh = words(200)
    asked = forms.IntegerField(min_value=1)
    answered = forms.IntegerField(min_value=1)
    satisfied = forms.IntegerField(min_value=0, required=False)
    since = day()
    until = day()
    result_zh = text(5000)
    source_url = forms.URLField(max_length=500, required=False, assume_scheme="https")


class EntryForm(_Form):
    """A new entry of a register playbook; its own fields are added by `book`."""

    title_zh = words(400)
    unit = forms.ModelChoiceField(queryset=Unit.objects.none())
    supporting_units = forms.ModelMultipleChoiceField(queryset=Unit.objects.none(), required=False)
    requirement_zh = text(5000, required=False)
    due_on = day(required=False)


FORMS: tuple[type[forms.Form], ...] = (
    NewVersionForm, PickForm, RiverForm, PlanForm, ChiefForm, ChiefEndForm, PatrolForm, CommitForm, DrawForm, OutcomeForm,
    LotForm, StepForm, RecallForm, EvaluationForm, EntryForm,
)  # fmt: skip


def first_fields(book: Playbook) -> list[str]:
    """The fields of a playbook that no move carries: what an entry must be given when it is made."""
    carried = {name for move in book.moves for name in (*move.carries, *move.may_carry)}
    return [one.id for one in book.fields if one.id not in carried]
