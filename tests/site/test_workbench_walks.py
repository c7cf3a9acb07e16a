"""Whole lives in a real browser, each by the people who would live it: project with vote, title, inspection, assessment."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api")
from browsing import NARROW, SignIn, follow, make, open_offer, try_move
from openpyxl import Workbook
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TODAY = date.today()  # noqa: DTZ011 the day of the machine the site runs on


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A picture, as far as its first bytes tell."""
    found = tmp_path / "现场.png"
    found.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 100)
    return found


def brought_in(inspector: Page, tmp_path: Path, playbook: str, title: str, due: date | None = None) -> str:
    """An item of the playbook, led by the education bureau, from a list of one row; its address."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(("工作内容", "牵头单位", "完成时限"))
    sheet.append((title, "市教育局", due.isoformat() if due else ""))
    book.save(tmp_path / "table.xlsx")
    inspector.goto("/workbench/import/")
    inspector.get_by_label("规程").select_option(label=playbook)
    inspector.locator("[name=file]").set_input_files(tmp_path / "table.xlsx")
    follow(inspector.get_by_role("button", name="读取"))
    follow(inspector.get_by_role("button", name="保存这 1 行"))
    expect(inspector.locator(".said")).to_contain_text("新建 1")
    follow(inspector.get_by_role("link", name=title))
    expect(inspector.locator("h1")).to_have_text(title)
    return inspector.url


def state(page: Page, word: str) -> None:
    expect(page.locator(".axes .big").first).to_have_text(word)


def offered(page: Page) -> set[str]:
    """The moves that the page offers."""
    return {str(one.get_attribute("id")).removeprefix("move-") for one in page.locator("details[id^=move-]").all()}


def votes(deputy: Page, title: str, ballot: str, choice: str) -> None:
    deputy.goto("/workbench/votes/")
    paper = deputy.get_by_role("article").filter(has_text=title).get_by_role("group", name=ballot)
    paper.get_by_label(choice, exact=True).check()
    follow(paper.get_by_role("button"))
    expect(deputy.locator("main")).to_contain_text(f"你投的是：{choice}")


def test_a_key_task_with_progress_a_return_and_its_public_page(sign_in: SignIn, tmp_path: Path, photo: Path) -> None:
    inspector, reporter, bureau, head = (sign_in(one) for one in ("inspector", "reporter", "bureau", "head"))
    address = brought_in(inspector, tmp_path, "重点工作", "改建校舍两栋", TODAY + timedelta(days=90))
    reporter.goto(address)
    assert reporter.locator("h1").inner_text() != "改建校舍两栋"  # a draft is the inspection office's own
    make(inspector, "assign")
    bureau.goto(address)
    make(bureau, "accept")
    reporter.goto(address)
    form = reporter.locator("form[action$='/progress/']")
    reporter.locator("summary", has_text="填报进度").last.click()
    form.locator("[name$=period]").fill(TODAY.strftime("%Y-%m"))
    form.locator("[name$=progress_zh]").fill("地基做完")
    follow(form.locator("button"))
    expect(reporter.locator("main")).to_contain_text("地基做完")
    inspector.goto(address)
    follow(inspector.locator("form[action*='/verify/progress/'] button"))
    expect(inspector.locator("main")).to_contain_text("文督查 核实")
    reporter.goto(address)
    make(reporter, "report_done", reply="完工", evidence_kind="照片", evidence_file=photo)
    assert "verify_done" not in offered(reporter)
    inspector.goto(address)
    make(inspector, "return", reason="只见一栋")
    state(inspector, "推进中")
    reporter.goto(address)
    expect(reporter.locator("main")).to_contain_text("只见一栋")
    make(reporter, "report_done", reply="第二栋也完工", evidence_kind="照片", evidence_file=photo)
    inspector.goto(address)
    make(inspector, "verify_done", reply="两栋都看过")
    state(inspector, "完成")
    head.goto(address)
    follow(head.get_by_role("button", name="公开"))
    expect(head.locator(".axes")).to_contain_text("已公开")
    deputy = sign_in("deputy", NARROW)
    deputy.goto(address)
    state(deputy, "完成")


def test_a_livelihood_project_from_the_vote_to_the_deputies_rating(
    sign_in: SignIn, tmp_path: Path, photo: Path
) -> None:
    inspector, reporter, head = (sign_in(one) for one in ("inspector", "reporter", "head"))
    deputy = sign_in("deputy", NARROW)
    address = brought_in(inspector, tmp_path, "民生实事", "加装路灯四十盏")
    make(inspector, "shortlist")
    head.goto(address)
    follow(head.get_by_role("button", name="公开"))
    try_move(head, "select")  # too early: nobody has voted
    expect(head.locator("main")).to_contain_text("条件还没有齐")
    expect(head.locator("main")).to_contain_text("票决要通过")
    votes(deputy, "加装路灯四十盏", "代表票决", "赞成")
    head.goto(address)
    make(head, "select")
    inspector.goto(address)
    make(inspector, "assign")
    reporter.goto(address)
    make(reporter, "report_done", reply="全部亮灯", evidence_kind="照片", evidence_file=photo)
    inspector.goto(address)
    follow(inspector.get_by_role("button", name="属实"))
    make(inspector, "verify_done", reply="夜里数过")
    votes(deputy, "加装路灯四十盏", "满意度测评", "满意")
    head.goto(address)
    make(head, "complete")
    state(head, "完成")
    inspector.goto(address)
    make(inspector, "archive")
    state(inspector, "已归档")


def test_a_campaign_for_a_title_until_it_is_reviewed(sign_in: SignIn, tmp_path: Path, photo: Path) -> None:
    inspector, reporter, head = (sign_in(one) for one in ("inspector", "reporter", "head"))
    today = TODAY.isoformat()
    address = brought_in(inspector, tmp_path, "创建", "创建学习型城市", TODAY + timedelta(days=400))
    make(inspector, "assign")
    reporter.goto(address)
    make(reporter, "apply", date=today, evidence_kind="申报材料", evidence_file=photo)
    inspector.goto(address)
    make(inspector, "record_approval", date=today, evidence_kind="批准文件", evidence_file=photo)
    make(inspector, "record_midterm", evidence_kind="评估报告", evidence_file=photo)
    make(inspector, "record_standard", evidence_kind="验收意见", evidence_file=photo)
    make(inspector, "record_award", date=today, awarded_by="省教育厅", evidence_kind="命名文件", evidence_file=photo)
    state(inspector, "已命名")
    expect(inspector.locator("main")).to_contain_text("省教育厅")
    make(inspector, "open_review", date=(TODAY + timedelta(days=365)).isoformat())
    make(inspector, "pass_review", evidence_kind="复审结果", evidence_file=photo)
    state(inspector, "已命名")
    head.goto(address)
    make(head, "archive")
    state(head, "已归档")
    expect(head.locator(".moves > li")).to_have_count(9)


def test_an_inspection_with_a_return_and_an_extension(sign_in: SignIn, tmp_path: Path) -> None:
    inspector, reporter, bureau, head = (sign_in(one) for one in ("inspector", "reporter", "bureau", "head"))
    first = TODAY + timedelta(days=20)
    later = first + timedelta(days=5)
    address = brought_in(inspector, tmp_path, "督查事项", "督查校园食堂整改", first)
    make(inspector, "assign")
    bureau.goto(address)
    make(bureau, "accept")
    make(bureau, "ask_extension", reason="设备晚到", date=later.isoformat())
    head.goto(address)
    make(head, "grant_extension", reply="同意")
    expect(head.locator(".axes")).to_contain_text(later.isoformat())
    reporter.goto(address)
    make(reporter, "report", reply="已整改")
    inspector.goto(address)
    make(inspector, "return", reason="没有写明哪几家")
    reporter.goto(address)
    expect(reporter.locator("main")).to_contain_text("没有写明哪几家")
    make(reporter, "report", reply="三家都已整改")
    inspector.goto(address)
    make(inspector, "pass")
    assert "verify" not in offered(inspector)  # who passed it does not verify it
    head.goto(address)
    make(head, "verify", reply="去三家看过")
    make(head, "close")
    inspector.goto(address)
    make(inspector, "archive")
    state(inspector, "已归档")
    expect(inspector.locator(".axes")).not_to_contain_text("超期")
    # In the English page the same history, and no line of it is left in Chinese but what people wrote.
    inspector.goto(f"{address}?lang=en")
    expect(inspector.locator(".moves")).to_contain_text(re.compile("Return|return"))


def test_an_assessment_from_facts_to_the_published_table(sign_in: SignIn, tmp_path: Path) -> None:
    inspector, bureau, head, deputy = (sign_in(one) for one in ("inspector", "bureau", "head", "deputy"))
    brought_in(inspector, tmp_path, "重点工作", "补植行道树", TODAY + timedelta(days=60))
    make(inspector, "assign")
    inspector.goto("/workbench/assessments/")
    inspector.get_by_text("新作一份考核", exact=True).first.click()
    inspector.locator("[name=title_zh]").fill("走一遍的考核")
    inspector.get_by_label("市教育局").check()
    follow(inspector.locator("main form button").last)
    expect(inspector.locator("h1")).to_have_text("走一遍的考核")
    address = inspector.url
    deputy.goto(address)
    expect(deputy.locator("main")).not_to_contain_text("走一遍的考核")
    follow(inspector.get_by_role("link", name="市教育局"))
    for point in inspector.locator("details.offer").all():
        open_offer(point)
    expect(inspector.locator("main")).to_contain_text("补植行道树")  # a point opens to the work behind it
    bureau.goto(inspector.url)
    bureau.get_by_text("提出异议", exact=True).first.click()
    bureau.locator("[name=reason]").fill("有一项已经完成")
    follow(bureau.locator("form[action$='/appeal/'] button"))
    head.goto(address)
    follow(head.get_by_role("button", name="冻结"))
    expect(head.locator("main")).to_contain_text("有异议还没有答复")
    head.goto(address)
    head.locator("[name=reason]").fill("已核对，属实")
    follow(head.get_by_role("button", name="采纳", exact=True))
    inspector.goto(address)
    follow(inspector.get_by_role("button", name="按现在的数据重算"))
    head.goto(address)
    follow(head.get_by_role("button", name="冻结"))
    follow(head.get_by_role("button", name="公布"))
    deputy.goto(address)
    expect(deputy.locator("h1")).to_have_text("走一遍的考核")
    expect(deputy.locator("table.numbers")).to_contain_text("市教育局")
