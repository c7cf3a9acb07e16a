"""The life of a key task in a real browser, by the people who would live it; axe on every page of the workbench."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api")
from browsing import DESK, NARROW, SCREENS, SignIn, faults, follow, make, show
from openpyxl import Workbook
from playwright.sync_api import expect

from ximu.site.workbench.demonstration import PASSWORD

pytestmark = pytest.mark.browser
PAGES = {
    "inspector": (
        "/workbench/",
        "/workbench/items/",
        "/workbench/breakdown/",
        "/workbench/standing/",
        "/workbench/import/",
        "/workbench/assessments/",
    ),
    "head": ("/workbench/journal/?check=1",),
    "admin": ("/workbench/people/", "/workbench/people/1/", "/workbench/jobs/", "/workbench/jobs/1/"),
    "deputy": ("/workbench/votes/",),
    "bureau": ("/workbench/", "/workbench/calendars/", "/accounts/2fa/", "/accounts/password/change/"),
}


def test_from_a_sentence_to_a_task_done(sign_in: SignIn, tmp_path: Path) -> None:
    inspector = sign_in("inspector")
    follow(inspector.get_by_role("link", name="任务分解"))
    follow(inspector.locator("main a[href$='-2025/']").first)
    inspector.get_by_label("只看还没有分解的").check()
    follow(inspector.get_by_role("button", name="筛选"))
    row = inspector.locator("table.items tbody tr").first
    words = row.locator("th").inner_text()
    row.locator("input[type=checkbox]").check()
    inspector.get_by_label("原文没有写明单位时交给").select_option(label="市教育局")
    follow(inspector.get_by_role("button", name="为勾选的各建一个事项"))
    expect(inspector.locator(".said")).to_contain_text("新建了 1 项")
    inspector.goto("/workbench/items/?sort=changed&phase=draft")
    follow(inspector.locator("table.items tbody th a").first)
    expect(inspector.locator("h1")).to_have_text(words)
    expect(inspector.locator("blockquote")).to_contain_text(words)
    make(inspector, "assign")
    expect(inspector.locator(".axes .big").first).to_have_text("已交办")
    address = inspector.url

    bureau = sign_in("bureau")
    expect(bureau.locator(".told")).to_contain_text(words[:10])
    bureau.goto(address)
    make(bureau, "accept", reply="已经安排")

    reporter = sign_in("reporter")
    reporter.goto(address)
    photo = tmp_path / "完工.png"
    photo.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 100)
    make(reporter, "report_done", reply="全部完成", evidence_kind="照片", evidence_file=photo)
    expect(reporter.locator(".axes .big").nth(1)).to_have_text("已提交，未核")
    expect(reporter.locator("#move-verify_done")).to_have_count(0)

    inspector.goto(address)
    follow(inspector.get_by_role("button", name="属实"))
    make(inspector, "verify_done", reply="到现场看过")
    expect(inspector.locator(".axes .big").first).to_have_text("完成")
    expect(inspector.locator(".moves li")).to_have_count(4)
    inspector.goto("/workbench/standing/")
    expect(inspector.locator("table.numbers").first).to_contain_text("市教育局")


def test_an_extension_is_asked_for_and_granted(sign_in: SignIn) -> None:
    bureau = sign_in("bureau")
    bureau.goto("/workbench/items/?phase=open&sort=number")
    links = bureau.locator("table.items tbody th a").evaluate_all("all => all.map(one => one.href)")
    for address in links:
        bureau.goto(address)
        if bureau.locator("#move-accept").count():
            break
    make(bureau, "accept")
    longer = (date.today() + timedelta(days=60)).isoformat()  # noqa: DTZ011 the day of the machine the site runs on
    make(bureau, "ask_extension", reason="雨季施工停了二十天", date=longer)
    head = sign_in("head")
    head.goto(bureau.url)
    make(head, "grant_extension", reply="同意")
    expect(head.locator(".axes")).to_contain_text(longer)


def test_a_second_factor(sign_in: SignIn, site: str) -> None:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    def code(secret: str) -> str:
        return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))

    person = sign_in("careful")
    person.goto("/accounts/2fa/totp/activate/")
    if person.locator("[name=password]").count():
        person.fill("[name=password]", PASSWORD)
        follow(person.locator("main form button").first)
    secret = person.locator("#authenticator_secret").input_value()
    person.fill("[name=code]", code(secret))
    follow(person.locator("main form button").first)
    person.context.clear_cookies()
    person.goto("/accounts/login/")
    person.fill("[name=login]", "careful")
    person.fill("[name=password]", PASSWORD)
    follow(person.locator("main form button"))
    expect(person.locator("[name=code]")).to_be_visible()
    person.goto("/workbench/")
    assert "/accounts/" in person.url  # the password alone is not enough


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(sign_in: SignIn, name: str, language: str) -> None:
    page = sign_in(name, DESK, language)
    addresses = list(PAGES[name])
    page.goto("/workbench/items/")
    if page.locator("table.items tbody th a").count():
        addresses.append(page.locator("table.items tbody th a").first.get_attribute("href") or "")
    for address in addresses:
        page.goto(address)
        for screen in ("desk", "narrow"):
            show(page, SCREENS[screen])
            assert faults(page, grave=True) == []


def test_a_list_is_brought_in_and_voted_on(sign_in: SignIn, tmp_path: Path) -> None:
    """Projects come from a list with an error in it; one of them is put to the vote and chosen."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ("序号", "项目名称", "牵头单位"),
        (1, "新建社区食堂六处", "市教育局"),
        (2, "修整口袋公园", "市没有这个局"),
    ):
        sheet.append(row)
    book.save(tmp_path / "实事.xlsx")
    inspector = sign_in("inspector")
    inspector.goto("/workbench/items/")
    follow(inspector.get_by_role("link", name="导入任务表"))
    inspector.get_by_label("规程").select_option(label="民生实事")
    inspector.locator("[name=file]").set_input_files(tmp_path / "实事.xlsx")
    follow(inspector.get_by_role("button", name="读取"))
    expect(inspector.locator("table.items").first).to_contain_text("市没有这个局")
    follow(inspector.get_by_role("button", name="只保存没有错误的 1 行"))
    expect(inspector.locator(".said")).to_contain_text("新建 1")
    follow(inspector.get_by_role("link", name="新建社区食堂六处"))
    make(inspector, "shortlist")
    head = sign_in("head")
    head.goto(inspector.url)
    follow(head.get_by_role("button", name="公开"))
    expect(head.locator(".axes")).to_contain_text("已公开")

    deputy = sign_in("deputy", NARROW)
    deputy.goto("/workbench/votes/")
    expect(deputy.get_by_role("link", name="新建社区食堂六处")).to_be_visible()
    deputy.get_by_label("赞成").check()
    follow(deputy.get_by_role("group", name="代表票决").get_by_role("button", name="投票"))
    expect(deputy.locator("main")).to_contain_text("你投的是：赞成")
    assert deputy.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    deputy.goto(inspector.url)
    expect(deputy.locator("main")).not_to_contain_text("应投 1 人")

    head.goto(inspector.url)
    expect(head.locator("main")).to_contain_text("投票 1 人，应投 1 人")
    make(head, "select")
    deputy.goto(inspector.url)
    expect(deputy.locator("main")).to_contain_text("通过")


def test_time_is_told(sign_in: SignIn) -> None:
    """The desk shows what is past its deadline first, and the days are those of the calendar."""
    page = sign_in("inspector")
    over = page.locator("section", has=page.locator("#over"))
    expect(over.locator("tbody tr").first).to_contain_text("超期")
