"""The life of a project and of a warning in a real browser, by the people who would live them; axe on every page."""

from __future__ import annotations

from datetime import date

import pytest

pytest.importorskip("playwright.sync_api")
from browsing import DESK, SCREENS, Open, SignIn, faults, fill, follow, make, open_offer, show
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
TODAY = date.today().isoformat()  # noqa: DTZ011 the day of the machine the site runs on
LAST_YEAR = str(date.today().year - 1)  # noqa: DTZ011
PUBLIC = (
    "/projects/register/", "/projects/register/?playbook=investment_promotion", "/projects/register/?playbook=housing_renewal",
    "/watch/", "/watch/linjiang/good_air_days_share/", "/watch/linjiang/good_water_sections_share/",
)  # fmt: skip
OFFICE = ("/workbench/projects/", "/workbench/projects/?playbook=investment_promotion", "/workbench/watch/")


def stage(unit: Page, office: Page, name: str, kind: str) -> None:
    """The unit reports a stage with a note of its evidence; the office confirms it with the day."""
    make(unit, f"report_{name}", date=TODAY, evidence_kind=kind, evidence_note="见档案")
    office.reload()
    make(office, f"confirm_{name}", date=TODAY)


def test_a_project_from_its_listing_to_operation(sign_in: SignIn, open_page: Open, site: str) -> None:
    office, unit = sign_in("inspector"), sign_in("housing")
    office.goto("/workbench/projects/")
    follow(office.get_by_role("link", name="东渡口过江隧道").first)
    expect(office.locator("main")).to_contain_text("还没有")
    project = office.url
    follow(office.get_by_role("link", name="办理：报送、确认、填报进度"))
    item = office.url
    unit.goto(item)
    stage(unit, office, "start", "开工令")
    unit.reload()
    stage(unit, office, "completion", "竣工验收报告")
    unit.reload()
    stage(unit, office, "operation", "移交使用单")
    expect(office.locator(".axes .big").first).to_have_text("投产")
    office.goto(project)
    expect(office.locator("table").first).to_contain_text("移交使用单")
    follow(office.get_by_role("link", name="公开页"))
    public = open_page(office.url.removeprefix(site))
    expect(public.locator("table").first).to_contain_text("竣工验收报告")
    follow(public.get_by_role("link", name="English"))
    expect(public.locator(".facts").first).to_contain_text("In operation")
    public.goto(site + "/projects/register/")
    expect(public.locator("#chart-stages img")).to_be_visible()


def test_a_plan_is_set_and_a_wrong_one_told(sign_in: SignIn) -> None:
    office = sign_in("inspector")
    office.goto("/workbench/projects/")
    follow(office.get_by_role("link", name="滨江中学迁建").first)
    year = int(LAST_YEAR) + 2
    office.get_by_label("年份").fill(str(year))
    office.get_by_label("全年计划投资（万元）").fill("12000")
    office.get_by_label("二季度末累计（万元）").fill("6000")
    follow(office.get_by_role("button", name="保存"))
    expect(office.locator(f"#year-{year}")).to_be_visible()
    expect(office.locator(".said")).to_contain_text("年度计划")


def test_a_warning_from_a_figure_to_its_settling(sign_in: SignIn, open_page: Open) -> None:
    office = sign_in("inspector")
    office.goto("/workbench/watch/")
    office.get_by_label("指标").fill("综合债务率")
    office.get_by_label("时期").fill(LAST_YEAR)
    office.get_by_label("数值").fill("二百")
    follow(office.get_by_role("button", name="保存"))
    expect(office.locator(".wrong")).to_contain_text("不是数")
    office.get_by_label("数值").fill("212.5")
    office.get_by_label("公布网址（不填则不公开）").fill("https://linjiang.example/debt")
    follow(office.get_by_role("button", name="保存"))
    expect(office.locator(".said")).to_contain_text("新登记 1 个")
    follow(office.get_by_role("button", name="把预警立项"))
    expect(office.locator(".said")).to_contain_text("新立 1 项预警")
    follow(office.get_by_role("button", name="把预警立项"))
    expect(office.locator(".said")).to_contain_text("新立 0 项预警")
    follow(office.locator("main li", has_text="债务率达到 200%").locator("a"))
    offer = office.locator("#move-assign")
    open_offer(offer)
    fill(offer.locator("select").first, "市住房和城乡建设局")
    follow(offer.locator("form button"))
    unit = sign_in("housing")
    unit.goto(office.url)
    make(unit, "answer", reply="隐性债务并账所致，已列化债计划。")
    office.reload()
    make(office, "settle", reply="化债计划已报市政府批准。")
    expect(office.locator(".axes .big").first).to_have_text("已消除")
    public = open_page("/watch/linjiang/comprehensive_debt_ratio/")
    expect(public.locator("main")).to_contain_text("债务率达到 200%")
    expect(public.locator("main")).to_contain_text("212.5")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_axe_finds_nothing(open_page: Open, sign_in: SignIn, site: str, language: str) -> None:
    public = open_page(f"/projects/register/?lang={language}")
    office = sign_in("inspector", DESK, language)
    for page, addresses, register in (
        (public, PUBLIC, "/projects/register/"),
        (office, OFFICE, "/workbench/projects/"),
    ):
        page.goto(site + register)
        one = page.locator("#all ~ .scroll th a").first.get_attribute("href") or ""
        for address in (*addresses, one):
            page.goto(site + address)
            for screen in ("desk", "narrow"):
                show(page, SCREENS[screen])
                assert faults(page) == []
