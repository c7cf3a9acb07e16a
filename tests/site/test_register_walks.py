"""Whole lives in a real browser that no other file walks: an enforcement decision, a credit record, an evaluation, a petition, a grid event."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

pytest.importorskip("playwright.sync_api")
from browsing import NARROW, Open, SignIn, follow, make, open_offer, send_offer
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TODAY = date.today()  # noqa: DTZ011 the day of the machine the site runs on


def offer(page: Page, name: str, **fields: str) -> None:
    """Open an offer of a register, fill its form and send it."""
    send_offer(page.locator(f"#add-{name}"), name, "form > button", **fields)
    expect(page.locator(".said")).to_be_visible()


def entered(page: Page, register: str, title: str, unit: str, supporting: str = "") -> str:
    """A new entry of a register; its address in the workbench."""
    page.goto(f"/workbench/registers/entries/{register}/")
    if supporting:
        open_offer(page.locator("#add-entry"))
        page.locator("[name=entry-supporting_units]").select_option(supporting)
    offer(page, "entry", title_zh=title, unit=unit)
    page.goto(f"/workbench/items/?playbook={register}&sort=changed")
    follow(page.get_by_role("link", name=title))
    return page.url


def shown(open_page: Open, register: str, title: str, *words: str) -> Page:
    """The public page of an entry, which says these words."""
    reader = open_page(f"/registers/{register}/", viewport=NARROW)
    follow(reader.get_by_role("link", name=title))
    for word in words:
        expect(reader.locator("main")).to_contain_text(word)
    return reader


def test_an_enforcement_decision_from_filing_to_the_public_page(sign_in: SignIn, open_page: Open) -> None:
    """Recorded step by step, reviewed by somebody else, decided by the head of the bureau, published, withdrawn."""
    reporter, bureau, justice, head = (sign_in(one) for one in ("reporter", "bureau", "justice", "head"))
    title = "超范围收费查处"
    address = entered(reporter, "enforcement_decisions", title, "市教育局", "市司法局")
    make(
        reporter,
        "open_case",
        legal_basis="价格法",
        officers="甲 L01、乙 L02",
        evidence_kind="立案审批表",
        evidence_note="第3号",
    )
    make(reporter, "record_step", reply="询问两人，全程录像。", evidence_kind="音像记录", evidence_note="光盘一张")
    make(reporter, "submit_review")
    bureau.goto(address)
    expect(bureau.locator("#move-decide_reviewed")).to_have_count(0)  # not before the review
    justice.goto(address)
    make(justice, "pass_review", reply="事实清楚。", evidence_kind="法制审核意见书", evidence_note="第9号")
    bureau.goto(address)
    make(
        bureau,
        "decide_reviewed",
        reply="决定退款。",
        result="退还多收的费用",
        evidence_kind="执法决定书",
        evidence_note="第12号",
    )
    reporter.goto(address)
    make(reporter, "publish_decision", party_shown="临江市某学校")
    reader = shown(open_page, "enforcement_decisions", title, "临江市某学校", "退还多收的费用")
    expect(reader.locator("main")).not_to_contain_text("L01")
    head.goto(address)
    make(head, "withdraw_decision", reason="复议撤销")
    reader.reload()
    expect(reader.locator("h1")).not_to_contain_text("临江市某学校")


def test_a_credit_record_is_listed_and_repaired(sign_in: SignIn, open_page: Open) -> None:
    inspector, bureau, head = (sign_in(one) for one in ("inspector", "bureau", "head"))
    title = "租金补贴未按约支付"
    address = entered(inspector, "government_credit", title, "市教育局")
    head.goto(address)
    make(head, "list", document_no="临政函第7号", evidence_kind="问责决定", evidence_note="第7号")
    shown(open_page, "government_credit", title, "已列入")
    bureau.goto(address)
    make(bureau, "ask_repair", reply="已全部付清。", evidence_kind="履行凭证", evidence_note="转账单")
    expect(bureau.locator("#move-grant_repair")).to_have_count(0)  # who asks does not grant
    head.goto(address)
    make(head, "refuse_repair", reason="利息没有付")
    bureau.goto(address)
    make(bureau, "ask_repair", reply="利息也已付清。", evidence_kind="履行凭证", evidence_note="转账单二")
    head.goto(address)
    make(head, "grant_repair", reply="核对无误。")
    shown(open_page, "government_credit", title, "已修复")


def test_an_evaluation_is_entered_with_n_and_published(sign_in: SignIn, open_page: Open) -> None:
    inspector, head = sign_in("inspector"), sign_in("head")
    inspector.goto("/workbench/registers/evaluations/")
    day = (TODAY - timedelta(days=9)).isoformat()
    offer(
        inspector, "evaluation", subject_zh="公交线路调整", evaluator_zh="临江统计师事务所", paid_by_zh="市财政局",
        method="random_sample", asked_whom_zh="办过卡的乘客", asked="400", answered="320", satisfied="256", since=day,
        until=TODAY.isoformat(), result_zh="八成满意。",
    )  # fmt: skip
    reader = open_page("/registers/evaluations/", viewport=NARROW)
    expect(reader.locator("main")).not_to_contain_text("公交线路调整")
    head.goto("/workbench/registers/evaluations/")
    follow(head.get_by_role("button", name="公开 公交线路调整"))
    reader.reload()
    expect(reader.locator("main")).to_contain_text("公交线路调整")
    expect(reader.locator("main")).to_contain_text("320")
    expect(reader.locator("main")).to_contain_text("80")


def test_a_petition_is_signed_off_answered_and_reviewed(sign_in: SignIn) -> None:
    """Noted by the clerk, with the instruction of a leader, answered by the bureau, upheld in the review, closed."""
    clerk, housing, inspector, head = (sign_in(one) for one in ("clerk", "housing", "inspector", "head"))
    clerk.goto("/workbench/cases/new/?playbook=petitions")
    clerk.locator("[name=words_zh]").fill("旧楼加装电梯的补贴没有发。")
    clerk.locator("[name=field_form]").select_option("来访")
    follow(clerk.locator("form.wide button"))
    address = clerk.url
    make(clerk, "sign_off", signed_by="副市长", instruction="依规办理", evidence_kind="阅批件", evidence_note="第4号")
    make(clerk, "assign", unit="市住房和城乡建设局")
    housing.goto(address)
    make(housing, "accept", evidence_kind="受理告知书", evidence_note="第5号")
    make(housing, "answer", reply="资金已到位，下月发放。", evidence_kind="处理意见书", evidence_note="第6号")
    clerk.goto(address)
    make(clerk, "ask_review", reason="本人不服")
    head.goto(address)
    make(head, "uphold", reply="意见正确。", evidence_kind="复查意见书", evidence_note="第8号")
    inspector.goto(address)
    make(inspector, "close", opinion="基本满意")
    expect(inspector.locator(".axes .big").first).to_have_text("已办结")


def test_a_grid_event_is_sent_back_once_and_closed(sign_in: SignIn) -> None:
    clerk, housing = sign_in("clerk"), sign_in("housing")
    clerk.goto("/workbench/cases/new/?playbook=grid_events")
    clerk.locator("[name=words_zh]").fill("三桥下堆了建筑垃圾。")
    follow(clerk.locator("form.wide button"))
    address = clerk.url
    make(clerk, "register", level="一般")
    make(clerk, "dispatch", unit="市住房和城乡建设局")
    for words in ("只清了一半", ""):
        housing.goto(address)
        make(housing, "handle", evidence_kind="处置前后照片", evidence_note="两张")
        clerk.goto(address)
        if words:
            make(clerk, "return", reason=words)
    make(clerk, "close", evidence_kind="核查照片", evidence_note="一张")
    expect(clerk.locator(".axes .big").first).to_have_text("已结案")
    clerk.goto("/workbench/cases/?lang=en")
    expect(clerk.locator("h1")).to_have_text("Cases")
    clerk.goto(f"{address}?lang=en")
    expect(clerk.locator("main")).to_contain_text("verification photos")
