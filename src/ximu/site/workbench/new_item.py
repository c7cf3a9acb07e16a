"""Making one item by hand on any playbook, with the fields that the playbook asks for."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from ximu.ledger.errors import TrackError
from ximu.site.language import language_of, say
from ximu.site.workbench.forms import ItemForm, own_fields, own_values
from ximu.site.workbench.frame import governments_of, name_of, show
from ximu.site.workbench.sign_in import signed_in
from ximu.track import actions
from ximu.track.editions import playbooks
from ximu.track.models import Government, Person
from ximu.track.permissions import may
from ximu.track.rules.playbook import Playbook


class NewItemForm(ItemForm):
    """What an item says, and the fields of its playbook; none of those has to be known yet."""

    def __init__(self, government: Government, book: Playbook, language: str, data: Any = None) -> None:
        super().__init__(government, language, data)
        self.book = book
        self.fields.update(own_fields(book, language))

    def new_content(self) -> actions.ItemContent:
        """The content with the fields that were filled in; the form must be valid."""
        own = own_values(self.cleaned_data)
        self.cleaned_data = {name: self.cleaned_data[name] for name in self.NAMES}
        return self.content(fields=own)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new_item_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Choose a playbook (`?playbook=`) and make an item of it."""
    own = [one for one in governments_of(person) if may(person, "create", government=one)]
    if not own:
        raise TrackError("not allowed: create", next_step="ask the inspection office", code="W010")
    language, asked = language_of(request), request.GET.get("playbook", "")
    books = playbooks()
    if asked and asked not in books:
        raise Http404("playbook")
    context: dict[str, Any] = {
        "books": [(one.id, name_of(one, request), one.about_en if language == "en" else one.about_zh)
                  for one in books.values()],
    }  # fmt: skip
    if not asked:
        return show(request, person, "new_item.html", context)
    government = next((one for one in own if one.key == request.GET.get("government")), own[0])
    book = books[asked]
    form = NewItemForm(government, book, language, request.POST or None)
    if request.method == "POST" and form.is_valid():
        item = actions.create_item(person, government, book, form.new_content())
        messages.success(request, say("work.made", language, n=1))
        return HttpResponseRedirect(f"/workbench/items/{item.pk}/")
    context |= {"form": form, "book": book, "name": name_of(book, request), "government": government}
    return show(request, person, "new_item.html", context, 422 if request.method == "POST" else 200)
