"""Units, posts with dated holders, and people of a government, for its administrator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from ximu.ledger.errors import TrackError
from ximu.site.language import language_of, say
from ximu.site.workbench.forms import DateInput, number_given, units_now
from ximu.site.workbench.frame import governments_of, show
from ximu.site.workbench.refusing import in_one_line
from ximu.site.workbench.sign_in import signed_in
from ximu.track import actions
from ximu.track.accounts.actions.ways_in import give_first_password, new_password
from ximu.track.models import Government, Person, Post, PostHolder, Unit
from ximu.track.models.people import Role
from ximu.track.permissions import may
from ximu.track.rules.playbook import ROLE_NAMES


class PostLine(NamedTuple):
    """A post: who holds it now, who held it or will."""

    post: Post
    role: str
    now: tuple[PostHolder, ...]
    others: tuple[PostHolder, ...]


class UnitLine(NamedTuple):
    """A unit with its posts."""

    unit: Unit
    posts: tuple[PostLine, ...]


class UnitForm(forms.Form):
    """A new unit."""

    name_zh = forms.CharField(max_length=80)
    short_zh = forms.CharField(max_length=40, required=False)
    name_en = forms.CharField(max_length=120, required=False)
    key = forms.SlugField(max_length=40)


class PostForm(forms.Form):
    """A new post with the role it gives."""

    unit = forms.ModelChoiceField(queryset=Unit.objects.none())
    title_zh = forms.CharField(max_length=80)
    role = forms.ChoiceField()


class PersonForm(forms.Form):
    """Someone new, and the post they come to."""

    username = forms.RegexField(r"^[\w.@+-]+$", max_length=80)
    name_zh = forms.CharField(max_length=40)
    email = forms.EmailField(required=False)
    post = forms.ModelChoiceField(queryset=Post.objects.none())
    since = forms.DateField(widget=DateInput())


class AppointForm(forms.Form):
    """A post and who comes to it."""

    post = forms.ModelChoiceField(queryset=Post.objects.none())
    whom = forms.ModelChoiceField(queryset=Person.objects.none())
    since = forms.DateField(widget=DateInput())


FORMS: dict[str, type[forms.Form]] = {"person": PersonForm, "appoint": AppointForm, "post": PostForm, "unit": UnitForm}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def people_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Show units, posts and people; a POST does what its form names."""
    own = [one for one in governments_of(person) if may(person, "manage_people", government=one)]
    if not own:
        raise TrackError("not allowed: manage_people", next_step="ask your administrator", code="W010")
    government = next((one for one in own if one.key == request.GET.get("government")), own[0])
    language = language_of(request)
    given: dict[str, forms.Form] = {}
    told: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        do = request.POST.get("do", "")
        if do == "dismiss":
            return _dismiss(request, person, government)
        if do not in FORMS:
            raise TrackError(f"{do!r} is none of its forms", next_step="look at the page anew", code="W025")
        form = given[do] = _form(do, government, language, request.POST)
        if form.is_valid():
            try:
                told = DOES[do](person, government, form.cleaned_data)
            except TrackError as error:
                if error.code == "W010":
                    raise
                form.add_error(None, in_one_line(error, language))
        if form.errors:
            status = 422
        elif not told:
            messages.success(request, say("staff.done", language))
            return HttpResponseRedirect(request.get_full_path())
        else:
            given = {}
    context = {
        "government": government,
        "governments": own,
        "units": unit_lines(government, language),
        "people": known_people(government),
        "forms": [(name, given.get(name) or _form(name, government, language)) for name in FORMS],
        "closed": known_people(government).filter(is_active=False),
        "today": timezone.localdate(),
        **told,
    }
    return show(request, person, "people.html", context, status)


def known_people(government: Government) -> Any:
    """Everyone who holds or held a post of the government; those of others are not shown."""
    return Person.objects.filter(posts_held__post__unit__government=government).distinct().order_by("name_zh", "pk")


def unit_lines(government: Government, language: str) -> list[UnitLine]:
    """The units of a government with their posts and holders."""
    today = timezone.localdate()
    held: dict[int, list[PostHolder]] = {}
    rows = PostHolder.objects.filter(post__unit__government=government).select_related("person").order_by("-since")
    for one in rows:
        held.setdefault(one.post_id, []).append(one)
    posts: dict[int, list[PostLine]] = {}
    for post in Post.objects.filter(unit__government=government).order_by("pk"):
        now = tuple(
            one for one in held.get(post.pk, ()) if one.since <= today and (one.until is None or one.until >= today)
        )
        others = tuple(one for one in held.get(post.pk, ()) if one not in now)
        posts.setdefault(post.unit_id, []).append(PostLine(post, role_name(post.role, language), now, others))
    units = Unit.objects.filter(government=government).order_by("pk")
    return [UnitLine(unit, tuple(posts.get(unit.pk, ()))) for unit in units]


def role_name(role: str, language: str) -> str:
    """How a role is called."""
    names = {str(key): words for key, words in ROLE_NAMES.items()}.get(role, (role, role))
    return names[1] if language == "en" else names[0]


def _form(name: str, government: Government, language: str, data: Any = None) -> forms.Form:
    form = FORMS[name](data, prefix=name, initial={"since": timezone.localdate()})
    units = units_now(government)
    posts = Post.objects.filter(unit__in=units).select_related("unit").order_by("unit__name_zh", "pk")
    for key, queryset in (("unit", units), ("post", posts), ("whom", known_people(government).filter(is_active=True))):
        field = form.fields.get(key)
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = queryset
    role = form.fields.get("role")
    if isinstance(role, forms.ChoiceField):
        role.choices = [(str(one), role_name(str(one), language)) for one in Role.values if one != "reader"]
    for key, field in form.fields.items():
        field.label = say(f"staff_field.{key}", language)
    return form


def _add_person(person: Person, government: Government, data: dict[str, Any]) -> dict[str, Any]:
    password = new_password()
    with transaction.atomic():
        made = actions.make_person(
            person, government, data["username"], data["name_zh"], email=data["email"], password=password
        )
        give_first_password(person, made)
        actions.appoint(person, data["post"], made, since=data["since"])
    return {"made": made, "password": password}


def _appoint(person: Person, government: Government, data: dict[str, Any]) -> dict[str, Any]:
    del government
    actions.appoint(person, data["post"], data["whom"], since=data["since"])
    return {}


def _add_post(person: Person, government: Government, data: dict[str, Any]) -> dict[str, Any]:
    del government
    actions.make_post(person, data["unit"], data["title_zh"], data["role"])
    return {}


def _add_unit(person: Person, government: Government, data: dict[str, Any]) -> dict[str, Any]:
    names = {"short_zh": data["short_zh"], "name_en": data["name_en"]}
    actions.make_unit(person, government, data["key"], data["name_zh"], **names)
    return {}


DOES: dict[str, Callable[[Person, Government, dict[str, Any]], dict[str, Any]]] = {
    "person": _add_person, "appoint": _appoint, "post": _add_post, "unit": _add_unit,
}  # fmt: skip


def _dismiss(request: HttpRequest, person: Person, government: Government) -> HttpResponse:
    key = request.POST.get("holder", "")
    found = PostHolder.objects.filter(post__unit__government=government, until=None)
    holder = found.filter(pk=number_given(key)).first()
    if holder is None:
        raise TrackError("no such holder of a post", next_step="look at the page anew", code="W025")
    if holder.person_id == person.pk and holder.post.role == Role.ADMINISTRATOR:
        raise TrackError("your own post", where=str(holder.post), next_step="let someone else take it", code="W025")
    actions.dismiss(person, holder)
    messages.success(request, say("staff.done", language_of(request)))
    return HttpResponseRedirect(request.get_full_path())
