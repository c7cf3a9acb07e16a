"""The form without an account: what someone asks of a government, where, with photos, and how to reach them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ximu.ledger.errors import TrackError
from ximu.site.cases.visitor import address_of
from ximu.site.language import language_of, say
from ximu.site.pages.errors import bad_request
from ximu.track.actions import NewEvidence
from ximu.track.cases.actions import admit, receive
from ximu.track.cases.codes import shown_code
from ximu.track.cases.content import MOST_WORDS, NewCase, NewRequester
from ximu.track.cases.governments import governments_with_clerk
from ximu.track.cases.schemes import DEFAULT, schemes
from ximu.track.models import Government

MOST_PHOTOS, MOST_PHOTO_BYTES = 3, 5 * 1024 * 1024
TRAP = "website"  # a field that people do not see and programs fill in
PHOTO = "照片"


class PhotosInput(forms.ClearableFileInput):
    """Several photos at once."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """At most MOST_PHOTOS files of at most MOST_PHOTO_BYTES; what they are is checked where they are kept."""

    widget = PhotosInput(attrs={"accept": "image/jpeg,image/png,image/webp"})

    def __init__(self, language: str, **more: Any) -> None:
        super().__init__(required=False, **more)
        self._language = language

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The files; raises ValidationError for too many or too big."""
        files = [one for one in (data if isinstance(data, list) else [data]) if one]
        if len(files) > MOST_PHOTOS or any(one.size > MOST_PHOTO_BYTES for one in files):
            raise forms.ValidationError(say("intake.photos_wrong", self._language, n=MOST_PHOTOS))
        cleaned = super().clean
        return [cleaned(one, initial) for one in files]


class IntakeForm(forms.Form):
    """What a person fills in; only the words are needed."""

    NAMES = (
        "government",
        "words_zh",
        "category",
        "place_zh",
        "photos",
        "name_zh",
        "phone",
        "email",
        "public_wanted",
        TRAP,
    )

    words_zh = forms.CharField(max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 6}))
    place_zh = forms.CharField(max_length=200, required=False)
    name_zh = forms.CharField(max_length=80, required=False)
    phone = forms.RegexField(r"^\+?[\d][\d \-()]{4,24}$", max_length=30, required=False)
    email = forms.EmailField(required=False)
    public_wanted = forms.BooleanField(required=False)
    website = forms.CharField(required=False)

    def __init__(self, governments: list[Government], language: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["government"] = forms.ChoiceField(choices=[(one.key, one.name_zh) for one in governments])
        self.fields["category"] = forms.ChoiceField(choices=category_choices(language), required=False)
        self.fields["photos"] = PhotosField(language)
        self.order_fields(self.NAMES)
        for name, autocomplete in (("name_zh", "name"), ("phone", "tel"), ("email", "email"), (TRAP, "off")):
            self.fields[name].widget.attrs["autocomplete"] = autocomplete
        self.fields["phone"].widget.input_type = "tel"
        for name, field in self.fields.items():
            field.label = say(f"intake_field.{name}", language)

    def new_case(self) -> NewCase:
        """The case; the form must be valid."""
        data = self.cleaned_data
        who = NewRequester(data["name_zh"], data["phone"], data["email"])
        photos = tuple(NewEvidence(PHOTO, name=one.name or "", data=one.read()) for one in data["photos"])
        return NewCase(
            words_zh=data["words_zh"], channel="web", category=data["category"], place_zh=data["place_zh"],
            requester=who, public_wanted=data["public_wanted"], evidence=photos,
        )  # fmt: skip


def category_choices(language: str) -> list[Any]:
    """The categories of the usual scheme under their groups, for a choice."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in schemes()[DEFAULT].categories:
        english = language == "en"
        group = groups.setdefault(one.group_en if english else one.group_zh, [])
        group.append((one.code, one.en if english else one.zh))
    return [("", say("intake.no_category", language)), *groups.items()]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def intake_page(request: HttpRequest) -> HttpResponse:
    """Show the form; a POST keeps the case and leads to its page by tracking code."""
    governments = governments_with_clerk()
    if not governments:
        raise Http404("no government takes cases here")
    language = language_of(request)
    first = {"government": request.GET.get("government", "")}
    if request.method != "POST":
        return _page(request, IntakeForm(governments, language, initial=first), governments)
    if any("\0" in value for _, values in request.POST.lists() for value in values):
        return bad_request(request, ValueError("NUL"))
    form = IntakeForm(governments, language, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, governments, status=422)
    if form.cleaned_data[TRAP]:
        # A program filled in what nobody sees; it is told nothing that would help it.
        return HttpResponseRedirect("/cases/")
    if not admit(address_of(request), "form", settings.INTAKE_PER_HOUR):
        form.add_error(None, say("intake.often", language))
        return _page(request, form, governments, status=429)
    government = next(one for one in governments if one.key == form.cleaned_data["government"])
    try:
        case = receive(government, form.new_case())
    except TrackError as error:
        if error.code != "W015":
            raise
        form.add_error("photos", say("intake.no_photo", language))
        return _page(request, form, governments, status=422)
    return HttpResponseRedirect(f"/cases/follow/{shown_code(case.code)}/?sent=1")


def _page(request: HttpRequest, form: IntakeForm, governments: list[Government], status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "one": governments[0] if len(governments) == 1 else None,
        "shown": [form[name] for name in form.NAMES if name not in (TRAP, "government")],
        "trap": form[TRAP],
        "per_hour": settings.INTAKE_PER_HOUR,
        "twin": "",
    }
    return render(request, "cases/new.html", context, status=status)
