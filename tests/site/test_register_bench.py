"""Registers in the workbench over the wire: who is offered what, what a form does, what is refused and told in words."""

from __future__ import annotations

import pytest
from bench_people import Office, as_person
from django.utils import timezone

from ximu.track.models import Item
from ximu.track.registers.models import Draw, Evaluation, ListVersion, Lot, Patrol, River, RiverChief

pytestmark = pytest.mark.django_db
PAGES = ("", "lists/", "rivers/", "draws/", "lots/", "evaluations/", "entries/major_decisions/")
BENCH = "/workbench/registers/"
OBJECTS = "id,name,class\n" + "".join(f"B{n},店{n},{'AB'[n % 2]}\n" for n in range(5))
INSPECTORS = "证号,姓名,回避\nZ1,甲,B1\nZ2,乙,\nZ3,丙,\n"


def today() -> str:
    return timezone.localdate().isoformat()


def send(of: Office, who: str, page: str, do: str, **given: object) -> int:
    """POST the offer `do` of a page; fields go with its prefix."""
    data = {f"{do}-{name}": value for name, value in given.items()} | {"do": do}
    return as_person(of[1][who]).post(f"{BENCH}{page}", data).status_code


def water(of: Office) -> int:
    return of[0].units.get(key="water").pk


def a_river(of: Office) -> River:
    assert send(of, "reporter", "rivers/", "river", unit=water(of), name_zh="清溪", key="qingxi", kind="river") == 302
    return River.objects.get(government=of[0])


@pytest.mark.parametrize("who", ["inspector", "head", "reporter", "bureau", "deputy", "admin"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_everyone_has_the_pages(here: Office, who: str, language: str) -> None:
    client = as_person(here[1][who])
    for page in PAGES:
        assert client.get(f"{BENCH}{page}?lang={language}").status_code == 200
    assert client.get(f"{BENCH}entries/key_tasks/").status_code == 404


OFFERED = {
    "lists/": {"inspector", "head"},
    "rivers/": {"inspector", "head", "reporter", "bureau"},
    "draws/": {"head", "bureau"},
    "lots/": {"inspector", "head", "reporter", "bureau"},
    "evaluations/": {"inspector", "head"},
    "entries/major_decisions/": {"inspector", "head", "reporter", "bureau"},
}


@pytest.mark.parametrize("page", OFFERED)
def test_forms_are_offered_to_those_who_may(here: Office, page: str) -> None:
    shown = {
        who for who in ("inspector", "head", "reporter", "bureau", "deputy", "admin")
        if 'id="add-' in as_person(here[1][who]).get(BENCH + page).content.decode()
    }  # fmt: skip
    assert shown == OFFERED[page]


def test_a_version_of_a_list(here: Office) -> None:
    given = {"government": here[0].pk, "list": "powers", "in_force_on": today(), "table": "编码,名称\n1,占道审批\n"}
    assert send(here, "inspector", "lists/", "version", **given) == 302
    assert send(here, "inspector", "lists/", "version", **{**given, "table": "编码\n1\n"}) == 422
    version = ListVersion.objects.get()
    client = as_person(here[1]["inspector"])
    assert client.post(f"{BENCH}lists/", {"do": "publish_version", "row": version.pk}).status_code == 403
    assert (
        as_person(here[1]["head"]).post(f"{BENCH}lists/", {"do": "publish_version", "row": version.pk}).status_code
        == 302
    )
    refused = client.post(f"{BENCH}lists/", {"do": "drop_version", "row": version.pk})
    assert refused.status_code == 422
    assert "已公布的版本不能删" in refused.content.decode()
    assert send(here, "deputy", "lists/", "version", **given) == 422  # there is no such form for a deputy
    assert ListVersion.objects.count() == 1


def test_a_river_from_file_to_problem(here: Office, there: Office) -> None:
    river = a_river(here)
    page = f"rivers/{river.pk}/"
    assert send(here, "reporter", page, "chief", post_zh="市级河长", person_zh="周某", since=today()) == 302
    chief = RiverChief.objects.get()
    told = {"chief": chief.pk, "on": today(), "found_zh": "见渣土"}
    assert send(here, "reporter", page, "patrol", **told, problem_zh="清理渣土", problem_kind="乱堆") == 302
    assert Patrol.objects.get().item == Item.objects.get()
    assert send(here, "reporter", page, "plan", plan_zh="截污", plan_until="2031") == 302
    assert send(here, "reporter", page, "publish_river", row=river.pk) == 422
    assert send(here, "bureau", page, "publish_river", row=river.pk) == 302
    assert send(here, "reporter", page, "chief_end", chief=chief.pk, until="2001-01-01") == 422
    assert send(here, "reporter", page, "chief_end", chief=chief.pk, until=today()) == 302
    assert as_person(there[1]["head"]).get(BENCH + page).status_code == 404
    assert "清溪" not in as_person(there[1]["head"]).get(f"{BENCH}rivers/").content.decode()


def test_a_draw_from_plan_to_outcome(here: Office, there: Office) -> None:
    plan = {"unit": water(here), "title_zh": "抽查", "objects": OBJECTS, "inspectors": INSPECTORS, "take": 2,
            "inspectors_each": 2, "weights": "A=1 B=3", "public_source_zh": "次日彩票"}  # fmt: skip
    assert send(here, "reporter", "draws/", "commit", **plan) == 422
    for wrong in ({"weights": "A:1"}, {"take": 9}, {"inspectors_each": 3}, {"objects": ""}, {"unit": water(there)}):
        assert send(here, "bureau", "draws/", "commit", **{**plan, **wrong}) == 422
    assert send(here, "bureau", "draws/", "commit", **plan) == 302
    draw = Draw.objects.get()
    page = f"draws/{draw.pk}/"
    assert send(here, "reporter", page, "draw", public_value="", shown_on=today()) == 422
    assert send(here, "reporter", page, "draw", public_value="03 11", shown_on="2099-01-01") == 302
    draw.refresh_from_db()
    first = draw.drawn[0]["object"]
    assert (
        send(here, "reporter", page, "outcome", object=first, result="put_right", on=today(), found_zh="缺台账") == 302
    )
    # Who keeps the register sees the list before it is public; others of the government do not.
    assert f"店{first[1:]}" in as_person(here[1]["reporter"]).get(BENCH + page).content.decode()
    assert f"店{first[1:]}" not in as_person(here[1]["deputy"]).get(BENCH + page).content.decode()
    assert draw.secret not in as_person(here[1]["head"]).get(BENCH + page).content.decode()
    assert as_person(there[1]["head"]).get(BENCH + page).status_code == 404


def test_a_lot_with_its_steps(here: Office) -> None:
    lot = {
        "unit": water(here),
        "product_zh": "鲜蛋",
        "producer_zh": "合作社",
        "origin_zh": "清溪",
        "made_on": "2026-05-02",
    }
    assert send(here, "reporter", "lots/", "lot", **lot) == 302
    page = f"lots/{Lot.objects.get().pk}/"
    step = {"step": "tested", "on": "2026-05-03", "where_zh": "检验所", "by_zh": "检验所", "passed": "no"}
    assert send(here, "reporter", page, "step", **step) == 302
    assert send(here, "reporter", page, "step", **{**step, "on": "2026-05-02"}) == 422
    assert Lot.objects.get().steps.get().passed is False
    assert send(here, "reporter", page, "recall", recall_reason_zh="不合格", on=today()) == 422
    assert send(here, "bureau", page, "recall", recall_reason_zh="不合格", on=today()) == 302


def test_an_evaluation(here: Office) -> None:
    given = {
        "government": here[0].pk, "subject_zh": "大厅", "evaluator_zh": "学院", "method": "quota", "asked_whom_zh": "来人",
        "asked": 50, "answered": 40, "since": "2026-05-01", "until": "2026-05-09", "result_zh": "好",
    }  # fmt: skip
    assert send(here, "inspector", "evaluations/", "evaluation", **{**given, "answered": 51}) == 422
    assert send(here, "inspector", "evaluations/", "evaluation", **given) == 302
    row = Evaluation.objects.get()
    post = {"do": "publish_evaluation", "row": row.pk}
    assert as_person(here[1]["inspector"]).post(f"{BENCH}evaluations/", post).status_code == 403
    assert as_person(here[1]["head"]).post(f"{BENCH}evaluations/", post).status_code == 302


@pytest.mark.parametrize("who", ["reporter", "inspector"])
def test_an_entry_of_a_playbook(here: Office, there: Office, who: str) -> None:
    page = "entries/enforcement_decisions/"
    given = {
        "title_zh": "违规排污查处",
        "unit": water(here),
        "own_kind": "行政处罚",
        "own_major": "true",
        "own_party": "某厂",
    }
    assert send(here, who, page, "entry", **given) == 302
    item = Item.objects.get()
    assert (item.state, item.fields) == ("filed", {"kind": "行政处罚", "major": True, "party": "某厂"})
    assert send(here, who, page, "entry", **{**given, "unit": water(there)}) == 422
    assert send(here, "deputy", page, "entry", **given) == 403
    assert "违规排污查处" not in as_person(there[1]["head"]).get(BENCH + page).content.decode()


def test_what_is_no_form_is_refused(here: Office) -> None:
    for page in PAGES[1:]:
        assert as_person(here[1]["head"]).post(BENCH + page, {"do": "nothing"}).status_code == 422
    assert as_person(here[1]["head"]).post(f"{BENCH}lists/", {"do": "drop_version", "row": "9"}).status_code == 422
