"""绩效考核: rule sets, a draft for a period, every point with its facts, what-if, freezing, publishing, appeals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from msgspec.structs import replace

from ximu.ledger.errors import TrackError
from ximu.site.language import language_of, say
from ximu.site.workbench.confirming import confirm, confirm_forms
from ximu.site.workbench.forms import DateInput, UnitChoices, number_given
from ximu.site.workbench.frame import governments_of, show, units_of
from ximu.site.workbench.sign_in import signed_in
from ximu.track.actions import assessment as done
from ximu.track.models import Appeal, Assessment, AssessmentScore, Government, Item, Person
from ximu.track.permissions import may, visible_to
from ximu.track.scoring.rules import RuleSet, rule_sets
from ximu.track.scoring.score import Fact, Score, score

# The numbers of a point that a what-if may change, by the kind of the point.
USED: dict[str, tuple[str, ...]] = {
    "threshold": ("full", "goal", "slope", "floor"), "excess": ("start", "each", "cap"), "share": ("full", "cap"),
    "met": ("full", "goal"), "steps": (), "each": ("each", "cap"), "around": ("goal", "each", "cap"),
    "bands": ("full", "floor", "cap"),
}  # fmt: skip
PARAMETERS = ("full", "goal", "slope", "floor", "start", "each", "cap")


class NewAssessment(forms.Form):
    """A draft: by which rules, for which period, which units."""

    title_zh = forms.CharField(max_length=120)
    rule_set = forms.ChoiceField()
    since = forms.DateField(widget=DateInput())
    until = forms.DateField(widget=DateInput())

    def __init__(self, government: Government, language: str, data: Any = None) -> None:
        today = timezone.localdate()
        start = {"since": date(today.year, 1, 1), "until": today, "rule_set": "work_of_units"}
        super().__init__(data, initial=start)
        rules = self.fields["rule_set"]
        assert isinstance(rules, forms.ChoiceField)
        rules.choices = [(one.id, one.en if language == "en" else one.zh) for one in rule_sets().values()]
        self.fields["units"] = UnitChoices(government, widget=forms.CheckboxSelectMultiple)
        for name, field in self.fields.items():
            field.label = say(f"assessment_field.{name}", language)

    def clean(self) -> dict[str, Any]:
        """The period ends after it begins."""
        data = super().clean() or {}
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            raise forms.ValidationError("since > until")
        return data


class PointLine(NamedTuple):
    """A point of a unit: what it gives, how, the facts behind it, and what it would give under changed numbers."""

    name: str
    group: str
    points: Decimal | None
    how: str
    facts: tuple[tuple[str, Fact, str, list[Item]], ...]
    otherwise: Decimal | None


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def assessments_page(request: HttpRequest, person: Person) -> HttpResponse:
    """The assessments the person may see and the rule sets; a POST makes a draft."""
    language = language_of(request)
    own = governments_of(person)
    makes = next((one for one in own if may(person, "assess", government=one)), None)
    form = NewAssessment(makes, language, request.POST or None) if makes is not None else None
    if request.method == "POST":
        if makes is None or form is None:
            raise TrackError("not allowed: assess", next_step="ask the inspection office", code="W010")
        if form.is_valid():
            data = form.cleaned_data
            made = done.make_assessment(
                person, makes, data["title_zh"], rule_sets()[data["rule_set"]], list(data["units"]), data["since"],
                data["until"],
            )  # fmt: skip
            return HttpResponseRedirect(f"/workbench/assessments/{made.pk}/")
    context = {
        "found": _seen(person).select_related("government").order_by("-made_at"),
        "rules": [(one, one.en if language == "en" else one.zh) for one in rule_sets().values()],
        "form": form,
    }
    return show(request, person, "assessments.html", context, 422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD"])
@signed_in
def assessment_page(request: HttpRequest, person: Person, key: int) -> HttpResponse:
    """The scores of all units that the person may see."""
    found = _assessment(person, key)
    language = language_of(request)
    rules = done.rules_of(found)
    scores = list(_scores(person, found))
    scores.sort(key=lambda row: (-row.total, row.unit.name_zh))
    appeals = Appeal.objects.filter(score__in=scores).select_related("score__unit", "by", "answered_by").order_by("pk")
    context = {
        "found": found,
        "rules": rules,
        "rules_name": rules.en if language == "en" else rules.zh,
        "scores": scores,
        "appeals": appeals,
        "may_score": found.frozen_at is None and may(person, "assess", government=found.government),
        "may_freeze": may(person, "freeze_assessment", government=found.government),
        "may_answer": may(person, "answer_appeal", government=found.government),
    }
    return show(request, person, "assessment.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def score_page(request: HttpRequest, person: Person, key: int, unit: int) -> HttpResponse:
    """Every point of a unit with its facts; the address may change numbers of the rules: what would it give then?

    A POST brings a figure that a third office confirms.
    """
    found = _assessment(person, key)
    row = get_object_or_404(_scores(person, found).filter(unit=unit))
    language = language_of(request)
    rules, facts = done.rules_of(found), done.facts_of_score(row)
    confirming = confirm_forms(rules, facts, language, request.POST)
    if request.method == "POST" and (answer := confirm(request, person, found, row, confirming)) is not None:
        return answer
    other, wrong = changed(rules, {name: request.GET.get(name, "") for name in request.GET})
    now, then = score(rules, facts), score(other, facts) if other != rules else None
    context = {
        "found": found,
        "row": row,
        "result": now,
        "then": then,
        "wrong": wrong,
        "lines": _lines(person, rules, facts, now, then, language),
        "parameters": _parameters(rules, other, language),
        "confirming": confirming
        if found.frozen_at is None and may(person, "assess", government=found.government)
        else (),
        "may_appeal": found.frozen_at is None and may(person, "appeal", unit=row.unit),
    }
    refused = bool(wrong) or request.method == "POST"
    return show(request, person, "assessment_score.html", context, 422 if refused else 200)


@require_POST
@signed_in
def change(request: HttpRequest, person: Person, key: int, what: str) -> HttpResponse:
    """Score again, freeze, publish, appeal or answer, as the address says."""
    found = _assessment(person, key)
    reason = request.POST.get("reason", "")[:5000]
    if what == "again":
        done.score_again(person, found)
    elif what == "freeze":
        done.freeze(person, found)
    elif what == "publish":
        done.publish_assessment(person, found)
    elif what == "appeal":
        row = get_object_or_404(_scores(person, found).filter(unit=number_given(request.POST.get("unit", ""))))
        done.appeal(person, row, reason)
    elif what == "answer":
        given = get_object_or_404(
            Appeal.objects.filter(score__assessment=found, pk=number_given(request.POST.get("appeal", "")))
        )
        done.answer_appeal(person, given, upheld=request.POST.get("answer") == "upheld", reason=reason)
    else:
        raise Http404(what)
    messages.success(request, say("staff.done", language_of(request)))
    return HttpResponseRedirect(f"/workbench/assessments/{found.pk}/")


def changed(rules: RuleSet, asked: dict[str, str]) -> tuple[RuleSet, list[str]]:
    """The rules with the numbers that `asked` gives as `<point>.<parameter>`, and what of it is no number."""
    wrong, points = [], []
    for point in rules.points:
        told: dict[str, Any] = {}
        for name in USED[point.kind]:
            text = asked.get(f"{point.id}.{name}", "").strip()
            if not text:
                continue
            try:
                value = Decimal(text)
            except InvalidOperation:
                value = Decimal("NaN")
            if not value.is_finite() or abs(value) > Decimal(10) ** 9 or (name == "goal" and value == 0):
                wrong.append(text[:20])
            else:
                told[name] = value
        points.append(replace(point, **told))
    return replace(rules, points=tuple(points)), wrong


def _seen(person: Person) -> QuerySet[Assessment]:
    """Assessments of the own governments by those who make them, those that score the own units, and published ones."""
    makes = [one for one in governments_of(person) if may(person, "assess", government=one)]
    own = [unit for unit in units_of(person) if may(person, "appeal", unit=unit)]
    seen = Q(government__in=makes) | Q(published_at__isnull=False)
    return Assessment.objects.filter(seen | Q(pk__in=AssessmentScore.objects.filter(unit__in=own).values("assessment")))


def _assessment(person: Person, key: int) -> Assessment:
    return get_object_or_404(_seen(person).select_related("government").filter(pk=key))


def _scores(person: Person, found: Assessment) -> QuerySet[AssessmentScore]:
    """All scores for those who make them and once they are published; before that a unit sees its own."""
    rows = found.scores.select_related("unit", "assessment")
    if found.published_at is None and not may(person, "assess", government=found.government):
        return rows.filter(unit__in=[unit for unit in units_of(person) if may(person, "appeal", unit=unit)])
    return rows


def _lines(
    person: Person, rules: RuleSet, facts: dict[str, Fact], now: Score, then: Score | None, language: str
) -> list[PointLine]:
    points = {point.id: point for point in rules.points}
    keys = {int(key) for fact in facts.values() for key in fact.items if key.isdecimal()}
    seen = {str(item.pk): item for item in visible_to(person).filter(pk__in=keys)}
    others = {one.id: one.points for one in then.points} if then else {}
    lines = []
    for one in now.points:
        behind = []
        for name in one.facts:
            needed, fact = rules.fact(name), facts.get(name, Fact(value=None))
            told = needed.en if language == "en" else needed.zh
            behind.append((told, fact, needed.unit, [seen[key] for key in fact.items if key in seen]))
        point = points[one.id]
        name = point.en if language == "en" else point.zh
        lines.append(PointLine(name, one.group, one.points, one.how, tuple(behind), others.get(one.id)))
    return lines


def _parameters(rules: RuleSet, other: RuleSet, language: str) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    """Point id, its name, and of every number that it uses the name of the field, the word and the value now."""
    shown = []
    for point, now in zip(rules.points, other.points, strict=True):
        used = [name for name in USED[point.kind] if getattr(point, name) is not None]
        fields = [(f"{point.id}.{name}", say(f"parameter.{name}", language), str(getattr(now, name))) for name in used]
        shown.append((point.id, point.en if language == "en" else point.zh, fields))
    return shown
