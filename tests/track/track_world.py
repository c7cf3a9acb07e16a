"""The invented people of the tests: 临江市 with its bureaus and deputies, and 望山县 beside it."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace


def make_world() -> SimpleNamespace:
    """临江市 with its people, and 望山县 beside it."""
    from ximu.track.models import Government, Person, Post, PostHolder, Unit

    world = SimpleNamespace()
    since = date(2020, 1, 1)

    def unit(government: Government, key: str, name: str) -> Unit:
        return Unit.objects.create(government=government, key=key, name_zh=name, short_zh=name.removeprefix("市"))

    def person(username: str, name: str, role: str, of: Unit) -> Person:
        found = Person.objects.create(username=username, name_zh=name, email=f"{username}@linjiang.example")
        post = Post.objects.create(unit=of, title_zh=name, role=role)
        PostHolder.objects.create(post=post, person=found, since=since)
        return found

    world.city = Government.objects.create(key="linjiang", name_zh="临江市人民政府", place_code="439900")
    world.county = Government.objects.create(key="wangshan", name_zh="望山县人民政府", place_code="439921")
    world.office = unit(world.city, "office", "市政府督查室")
    world.congress = unit(world.city, "congress", "市人大")
    world.housing = unit(world.city, "housing", "市住建局")
    world.water = unit(world.city, "water", "市水利局")
    world.far_office = unit(world.county, "office", "县政府督查室")
    world.far_bureau = unit(world.county, "housing", "县住建局")
    world.clerk = person("clerk", "受理员甲", "clerk", world.office)
    world.clerk_two = person("clerk2", "受理员乙", "clerk", world.office)
    world.inspector = person("inspector", "督查员甲", "inspector", world.office)
    world.inspector_two = person("inspector2", "督查员乙", "inspector", world.office)
    world.head = person("head", "督查室主任", "inspection_head", world.office)
    world.reporter = person("reporter", "住建填报人", "reporter", world.housing)
    world.unit_head = person("unithead", "住建局长", "unit_head", world.housing)
    world.water_reporter = person("water", "水利填报人", "reporter", world.water)
    world.deputy = person("deputy", "代表一", "deputy", world.congress)
    world.deputy_two = person("deputy2", "代表二", "deputy", world.congress)
    world.deputy_three = person("deputy3", "代表三", "deputy", world.congress)
    world.admin = person("admin", "管理员", "administrator", world.office)
    world.far_inspector = person("far", "县督查员", "inspector", world.far_office)
    world.far_clerk = person("farclerk", "县受理员", "clerk", world.far_office)
    world.far_head = person("farhead", "县督查室主任", "inspection_head", world.far_office)
    world.far_reporter = person("farreporter", "县填报人", "reporter", world.far_bureau)
    return world
