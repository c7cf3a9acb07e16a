"""A fictional office to try the workbench with: the government of the sample city, its people, items from its reports, cases.

Only for trying things out on one's own machine: everyone knows the password.
"""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from ximu.site.workbench.demonstration_cases import ask_in_the_city
from ximu.site.workbench.demonstration_matters import add_matters
from ximu.site.workbench.demonstration_projects import add_figures, add_projects
from ximu.site.workbench.register_examples import Office, add_register_examples
from ximu.store import models as store
from ximu.track import actions
from ximu.track.editions import playbooks
from ximu.track.models import Government, Person, Post, PostHolder, Unit

KEY, PLACE = "linjiang", "临江市"
PASSWORD = "linjiang-demo"  # noqa: S105 of invented people, on one's own machine
ITEMS = 12


class Invented(NamedTuple):
    """A person of the sample city: how they sign in, and the post they hold."""

    username: str
    name_zh: str
    unit: str
    title_zh: str
    role: str


UNITS = {
    "inspection": ("市政府督查室", "督查室", "Inspection office"),
    "development": ("市发展和改革委员会", "市发改委", "Development and reform commission"),
    "education": ("市教育局", "教育局", "Education bureau"),
    "housing": ("市住房和城乡建设局", "市住建局", "Housing and construction bureau"),
    "congress": ("市人大常委会", "市人大", "Standing committee of the people's congress"),
    "water": ("市水利局", "市水利局", "Water bureau"),
    "justice": ("市司法局", "市司法局", "Justice bureau"),
    "hotline": ("市政务服务热线中心", "热线中心", "Hotline center"),
    "office": ("市政府办公室", "市府办", "Office of the government"),
}
PEOPLE = (
    Invented("inspector", "文督查", "inspection", "督查员", "inspector"),
    Invented("head", "郑主任", "inspection", "主任", "inspection_head"),
    Invented("reporter", "何填报", "education", "科员", "reporter"),
    Invented("bureau", "吕局长", "education", "局长", "unit_head"),
    Invented("justice", "严局长", "justice", "局长", "unit_head"),
    Invented("deputy", "谢代表", "congress", "代表", "deputy"),
    Invented("clerk", "马受理", "hotline", "受理员", "clerk"),
    Invented("housing", "冯填报", "housing", "科员", "reporter"),
    Invented("admin", "管理员", "office", "系统管理员", "administrator"),
)


def demonstrate() -> bool:
    """Make the office, its people and some items, once; False when it is there already."""
    if Government.objects.filter(key=KEY).exists():
        return False
    with transaction.atomic():
        government = Government.objects.create(key=KEY, name_zh="临江市人民政府", name_en="Linjiang (fictional)")
        units = {
            key: Unit.objects.create(government=government, key=key, name_zh=zh, short_zh=short, name_en=en)
            for key, (zh, short, en) in UNITS.items()
        }
        people = {one.username: _person(one, units[one.unit]) for one in PEOPLE}
    _items(government, people, units)
    ask_in_the_city(government, {**people, "reporter_of_cases": people["housing"]}, units["housing"])
    add_register_examples(Office(government, units, people))
    add_projects(government, people, units)
    add_figures(government, people)
    add_matters(government, people, units["education"])
    return True


def _person(one: Invented, unit: Unit) -> Person:
    person = Person.objects.create_user(one.username, PASSWORD, name_zh=one.name_zh)
    post = Post.objects.create(unit=unit, title_zh=one.title_zh, role=one.role)
    PostHolder.objects.create(post=post, person=person, since=timezone.localdate() - timedelta(days=400))
    return person


def _items(government: Government, people: dict[str, Person], units: dict[str, Unit]) -> None:
    """Items of the newest report, the first of them already with the unit that leads them."""
    newest = store.Report.objects.filter(place__name=PLACE, source_kind="report").order_by("-report_year").first()
    book = playbooks()["key_tasks"]
    if newest is None:
        return
    found = store.Commitment.objects.filter(report=newest, label="testable").select_related("statement")
    leads = (units["education"], units["housing"], units["development"])
    today = timezone.localdate()
    begun = today - timedelta(days=60)
    for number, one in enumerate(found.order_by("start")[:ITEMS]):
        item = actions.create_item(
            people["inspector"],
            government,
            book,
            actions.ItemContent(
                title_zh=one.statement.as_written,
                year=today.year,
                lead_unit=leads[number % len(leads)],
                lead_unit_assumed=True,
                due_on=today + timedelta(days=20 * number - 25),
                due_assumed=True,
                statements=(one.pk,),
            ),
            on=begun,
        )
        if number < ITEMS * 2 // 3:
            actions.act(people["inspector"], item, "assign", on=begun)
