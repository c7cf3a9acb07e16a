"""Figures of an assessment that a third office confirms: typed once with who confirms them and where they stand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from ximu.site.language import language_of, say
from ximu.track.actions import assessment as done
from ximu.track.models import Assessment, AssessmentScore, Person
from ximu.track.scoring.rules import RuleSet
from ximu.track.scoring.score import Fact


class ConfirmForm(forms.Form):
    """One figure of one unit: its value, who confirms it, where it stands; empty: not known."""

    value = forms.DecimalField(required=False, max_digits=15, decimal_places=4)
    confirmed_by = forms.CharField(max_length=120, required=False)
    source = forms.CharField(max_length=400, required=False)

    def __init__(self, fact: str, language: str, data: Any = None, known: Fact | None = None) -> None:
        start = {"value": known.value, "confirmed_by": known.confirmed_by, "source": known.source} if known else {}
        super().__init__(data, prefix=fact, initial=start)
        for name, field in self.fields.items():
            field.label = say(f"confirm_field.{name}", language)

    def clean(self) -> dict[str, Any]:
        """A value comes with its source and with who confirms it."""
        data = super().clean() or {}
        if data.get("value") is not None:
            for name in ("confirmed_by", "source"):
                if not data.get(name):
                    self.add_error(name, self.fields[name].error_messages["required"])
        return data

    def fact(self) -> Fact:
        """What was typed, as the rules take it."""
        data = self.cleaned_data
        n = 1 if data["value"] is not None else None
        return Fact(value=data["value"], n=n, source=data["source"], confirmed_by=data["confirmed_by"])


def confirm_forms(
    rules: RuleSet, facts: dict[str, Fact], language: str, posted: Any
) -> list[tuple[str, str, ConfirmForm]]:
    """Id, name with unit, and form of every figure that the rules want confirmed."""
    found = []
    for needed in rules.needed:
        if needed.from_ == "confirmed":
            name = needed.en if language == "en" else needed.zh
            shown = f"{name} ({needed.unit})" if needed.unit else name
            data = posted if posted.get("fact") == needed.id else None
            found.append((needed.id, shown, ConfirmForm(needed.id, language, data, facts.get(needed.id))))
    return found


def confirm(
    request: HttpRequest,
    person: Person,
    found: Assessment,
    row: AssessmentScore,
    asked: list[tuple[str, str, ConfirmForm]],
) -> HttpResponse | None:
    """Keep the figure that the POST brings and score again; None when something in its form is wrong."""
    form = next((form for key, _, form in asked if key == request.POST.get("fact")), None)
    if form is None:
        raise Http404("fact")
    if not form.is_valid():
        return None
    done.score_again(person, found, {row.unit_id: {str(form.prefix): form.fact()}})
    messages.success(request, say("staff.done", language_of(request)))
    return HttpResponseRedirect(request.path)
