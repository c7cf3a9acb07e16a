"""A suggestion by a deputy in a real browser: answered, found wanting, redone, promised; and the statistics under axe."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

pytest.importorskip("playwright.sync_api")
from browsing import DESK, SCREENS, SignIn, faults, follow, make, show, try_move
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
TITLE = "在滨江公园增设无障碍坡道"
PAGES = (
    "/workbench/statistics/",
    "/workbench/items/new/",
    "/workbench/items/new/?playbook=deputy_suggestions",
    "/statistics/",
)


def send_form(page: Page, move: str, **fields: str) -> None:
    """Record what the deputy wrote on the form that came back, with a note in place of the scan."""
    make(page, move, evidence_note="代表亲笔填写，原件存档", **fields)


def answer(page: Page, label: str, **fields: str) -> None:
    try_move(page, "answer", reply="答复如下", result_class=label, **fields)


def test_a_suggestion_is_redone_and_its_promise_becomes_work(sign_in: SignIn) -> None:
    inspector = sign_in("inspector")
    inspector.goto("/workbench/items/")
    follow(inspector.get_by_role("link", name="新建事项"))
    follow(inspector.get_by_role("link", name="人大代表建议", exact=True))
    inspector.locator("[name=title_zh]").fill(TITLE)
    inspector.locator("[name=lead_unit]").select_option(label="市教育局")
    inspector.locator("[name=field_proposer]").fill("代表丙")
    follow(inspector.get_by_role("button", name="保存"))
    address = inspector.url
    make(inspector, "assign")

    reporter, bureau = sign_in("reporter"), sign_in("bureau")
    reporter.goto(address)
    make(reporter, "accept")
    make(reporter, "draft_answer", reply="已列入研究")
    expect(reporter.locator("#move-answer")).to_have_count(0)
    bureau.goto(address)
    answer(bureau, "A 已经解决或基本解决（三类办法）")
    expect(bureau.locator(".axes .big").first).to_have_text("已答复，待评价")

    inspector.goto(address)
    send_form(inspector, "redo", reason="坡道没有动工")
    expect(inspector.locator(".axes .big").first).to_have_text("办理中")
    reporter.goto(address)
    make(reporter, "draft_answer", reply="列入明年计划")
    bureau.goto(address)
    answer(bureau, "C 列入计划（三类办法）")
    expect(bureau.locator("main")).to_contain_text("承诺兑现日期")
    bureau.goto(address)
    expect(bureau.locator(".axes .big").first).to_have_text("答复待签发")
    promised = (date.today() + timedelta(days=200)).isoformat()  # noqa: DTZ011 the day of the machine the site runs on
    answer(bureau, "C 列入计划（三类办法）", promised_on=promised)
    inspector.goto(address)
    send_form(inspector, "satisfied")
    expect(inspector.locator(".axes .big").first).to_have_text("已办结")
    follow(inspector.locator("main section", has_text="拆分出的事项").last.get_by_role("link").first)
    expect(inspector.locator("h1")).to_have_text(f"兑现建议答复：{TITLE}")
    expect(inspector.locator(".axes")).to_contain_text(promised)
    inspector.goto("/workbench/statistics/")
    expect(inspector.locator("h2#deputy_suggestions")).to_be_visible()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_axe_finds_nothing_on_the_statistics(sign_in: SignIn, language: str) -> None:
    page = sign_in("inspector", DESK, language)
    for address in PAGES:
        page.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
        page.locator("main details").evaluate_all("all => all.slice(0, 9).forEach(one => { one.open = true })")
        for screen in ("desk", "narrow"):
            show(page, SCREENS[screen])
            assert faults(page, grave=True) == []
