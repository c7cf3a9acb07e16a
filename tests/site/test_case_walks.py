"""Whole lives of cases in a real browser that no other file walks: an approval over two offices, a firm helped, a penalty, an environmental item."""

from __future__ import annotations

from datetime import date

import pytest

pytest.importorskip("playwright.sync_api")
from browsing import NARROW, SCREENS, Open, SignIn, faults, follow, make, show, try_move
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TODAY = date.today()  # noqa: DTZ011 the day of the machine the site runs on


def made(page: Page, playbook: str, title: str, unit: str = "市教育局") -> str:
    """An item that the inspection office makes on the playbook; its address."""
    page.goto(f"/workbench/items/new/?playbook={playbook}")
    page.locator("[name=title_zh]").fill(title)
    page.locator("[name=lead_unit]").select_option(label=unit)
    follow(page.locator("form.wide button"))
    return page.url


def noted(page: Page, playbook: str, words: str, **fields: str) -> str:
    """A case that the clerk notes; its address."""
    page.goto(f"/workbench/cases/new/?playbook={playbook}")
    page.locator("[name=words_zh]").fill(words)
    for name, value in fields.items():
        page.locator(f"[name=field_{name}]").select_option(value)
    follow(page.locator("form.wide button"))
    return page.url


def state(page: Page, words: str) -> None:
    expect(page.locator(".axes .big").first).to_have_text(words)


def test_an_approval_over_two_offices_on_one_clock(sign_in: SignIn) -> None:
    """Accepted at the window, split over two offices, stopped for the applicant in all of them, decided when both agree."""
    inspector, reporter, bureau, justice = (sign_in(one) for one in ("inspector", "reporter", "bureau", "justice"))
    address = made(inspector, "approvals", "民办夜校开办审批")
    reporter.goto(address)
    make(reporter, "accept", funding="社会投资")
    inspector.goto(address)
    follow(inspector.get_by_role("link", name="拆分"))
    for nth, (title, office) in enumerate((("办学条件", "市教育局"), ("章程合法性", "市司法局"))):
        inspector.locator(f"[name=form-{nth}-title_zh]").fill(title)
        inspector.locator(f"[name=form-{nth}-lead_unit]").select_option(label=office)
    follow(inspector.get_by_role("button", name="建立各部分"))
    parts = inspector.locator("main li").filter(has_text="审查中")
    expect(parts).to_have_count(2)
    own, other = (parts.nth(nth).locator("a").get_attribute("href") or "" for nth in (0, 1))

    reporter.reload()
    make(reporter, "ask_correction", reason="缺少场地合同")
    justice.goto(other)
    expect(justice.locator("main")).to_contain_text(
        "起暂停"
    )  # the clock of the other office waits for the applicant, too
    reporter.goto(address)
    make(reporter, "corrected")
    justice.reload()
    expect(justice.locator("main")).not_to_contain_text("起暂停")
    make(justice, "agree", reply="章程合法。")
    bureau.goto(address)
    try_move(bureau, "approve", evidence_kind="许可决定", evidence_note="第1号")
    expect(bureau.locator("main")).to_contain_text("W011")  # not before every office has spoken
    bureau.goto(own)
    make(bureau, "agree", reply="条件具备。")
    bureau.goto(address)
    make(bureau, "approve", evidence_kind="许可决定", evidence_note="第1号")
    state(bureau, "准予许可")


def test_a_firm_is_helped_at_the_second_try(sign_in: SignIn) -> None:
    """Noted by the clerk, lifted to a meeting, answered, not accepted by the firm, answered again, called back."""
    clerk, reporter, bureau, head = (sign_in(one) for one in ("clerk", "reporter", "bureau", "head"))
    address = noted(clerk, "enterprise_support", "夜班职工的孩子放学后没有人管。")
    make(clerk, "assign", unit="市教育局")
    reporter.goto(address)
    make(reporter, "accept")
    bureau.goto(address)
    make(bureau, "lift", reason="要两个局商量")
    head.goto(address)
    make(head, "decide", reply="由教育局开班。", evidence_kind="会议纪要", evidence_note="第2号")
    for words, outcome in (("下月开班。", "部分解决"), ("已经开班。", "已解决")):
        reporter.goto(address)
        make(reporter, "answer", reply=words, outcome=outcome)
        clerk.goto(address)
        if outcome == "部分解决":
            make(clerk, "send_back", reason="企业说只收了一半")
    make(clerk, "confirm", solved="是", opinion="满意")
    state(clerk, "已办结")
    expect(clerk.locator(".moves")).to_contain_text("企业说只收了一半")


def test_a_penalty_has_a_clock_for_each_step(sign_in: SignIn) -> None:
    """Filed, investigated, reviewed by somebody else, told, decided, served, published, closed; each step stops its own clock."""
    bureau, reporter, head = (sign_in(one) for one in ("bureau", "reporter", "head"))
    address = made(sign_in("inspector"), "penalty_oversight", "无证办班查处")
    bureau.goto(address)
    make(bureau, "file", evidence_kind="立案审批表", evidence_note="第1号")
    reporter.goto(address)
    make(reporter, "end_investigation", reply="事实清楚。", evidence_kind="调查终结报告", evidence_note="第2号")
    expect(reporter.locator("#move-pass_review")).to_have_count(0)  # who investigates does not review
    bureau.goto(address)
    make(bureau, "pass_review", evidence_kind="法制审核意见", evidence_note="第3号")
    make(bureau, "tell", evidence_kind="处罚告知书", evidence_note="第4号")
    make(bureau, "decide", fine="5000", evidence_kind="处罚决定书", evidence_note="第5号")
    reporter.goto(address)
    make(reporter, "serve", evidence_kind="送达回证", evidence_note="第6号")
    head.goto(address)
    make(head, "urge", reply="请按期公示。")
    reporter.goto(address)
    make(reporter, "show", shown_at="https://penalty.example/5")
    bureau.goto(address)
    make(bureau, "close", reply="已缴清。")
    state(bureau, "已结案")
    expect(bureau.locator("main li").filter(has_text="停止")).not_to_have_count(0)
    expect(bureau.locator("main li").filter(has_text="进行中")).to_have_count(0)


def test_an_environmental_item_is_crossed_off_with_its_evidence(sign_in: SignIn, open_page: Open) -> None:
    """Put right with photographs, checked on the spot, shown to everyone, crossed off by somebody else than who checked."""
    clerk, housing, inspector, head = (sign_in(one) for one in ("clerk", "housing", "inspector", "head"))
    title = "拌和站夜间扬尘"
    address = noted(clerk, "environmental_cases", f"{title}。", pollution="大气")
    make(clerk, "assign", unit="市住房和城乡建设局")
    housing.goto(address)
    make(housing, "accept")
    make(housing, "report_done", reply="已装喷淋。", truth="属实", evidence_kind="整改前后照片", evidence_note="两张")
    inspector.goto(address)
    make(inspector, "check", reply="夜间到场，无扬尘。", evidence_kind="现场核查记录", evidence_note="第9号")
    expect(inspector.locator("#move-cross_off")).to_have_count(0)
    head.goto(address)
    make(head, "show", date=TODAY.isoformat())
    inspector.reload()
    expect(inspector.locator("#move-cross_off")).to_have_count(0)  # who checked does not cross off
    head.goto(address)
    make(head, "cross_off")
    state(head, "已销号")
    show(head, SCREENS["narrow"])
    assert faults(head) == []
    reader = open_page("/cases/?q=扬尘", viewport=NARROW)
    follow(reader.get_by_role("link", name=title))
    expect(reader.locator("main")).to_contain_text("已销号")
