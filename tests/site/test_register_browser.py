"""Registers in a real browser: a list, a river, a draw and a lot from form to public page; the public forms; axe."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from datetime import date, timedelta
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api")
from browsing import DESK, NARROW, SCREENS, Open, SignIn, faults, follow, make, open_offer, send_offer, show
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
TODAY = date.today  # the day of the machine the site runs on
PUBLIC = ("/registers/", "/registers/lists/linjiang/powers/", "/registers/lists/linjiang/powers/changes/",
          "/registers/rivers/", "/registers/rivers/linjiang/qingxi/", "/registers/draws/", "/registers/draws/1/",
          "/registers/draws/2/", "/registers/major_decisions/", "/registers/evaluations/", "/trace/?code=22222-22222",
          "/corrections/new/?about=/registers/", "/registers/correction_requests/")  # fmt: skip
BENCH = ("/workbench/registers/", "/workbench/registers/lists/", "/workbench/registers/rivers/1/",
         "/workbench/registers/draws/", "/workbench/registers/draws/1/", "/workbench/registers/lots/1/",
         "/workbench/registers/evaluations/", "/workbench/registers/entries/major_decisions/")  # fmt: skip


def offer(page: Page, name: str, **fields: str) -> None:
    """Open an offer, fill its form and send it."""
    send_offer(page.locator(f"#add-{name}"), name, "form > button", **fields)


def test_a_list_is_adjusted_and_the_change_is_public(sign_in: SignIn, open_page: Open) -> None:
    inspector = sign_in("inspector")
    follow(inspector.get_by_role("navigation").get_by_role("link", name="名录"))
    follow(inspector.get_by_role("link", name="清单和目录"))
    table = "编码,名称,实施部门\nF01,城市道路挖掘修复费,市住房和城乡建设局\nF02,占道费,市住房和城乡建设局\n"
    offer(inspector, "version", list="收费清单", table=table, in_force_on=TODAY().isoformat())
    expect(inspector.locator(".said")).to_be_visible()
    offer(inspector, "version", list="收费清单", table=table.replace("F02,占道费,", "F02,占道费降低,"))
    head = sign_in("head")
    head.goto("/workbench/registers/lists/")
    for number in ("1", "2"):
        follow(head.get_by_role("button", name=f"公开 收费清单 {number}"))
    head.goto("/registers/lists/linjiang/fees/")
    expect(head.locator("main")).to_contain_text("占道费降低")
    follow(head.get_by_role("link", name="改了什么"))
    expect(head.locator("main")).to_contain_text("新增 0 项，取消 0 项，修改 1 项")


def test_a_patrol_becomes_work_and_the_public_sees_it(sign_in: SignIn) -> None:
    inspector = sign_in("inspector")
    inspector.goto("/workbench/registers/rivers/1/")
    form = inspector.locator("#add-patrol")
    open_offer(form)
    form.locator("[name=patrol-chief]").select_option(index=1)
    offer(inspector, "patrol", found_zh="见到新的排污口。", problem_zh="封堵三桥排污口", problem_kind="排污")
    follow(inspector.get_by_role("link", name="封堵三桥排污口"))
    make(inspector, "hand_over")
    inspector.goto("/registers/rivers/linjiang/qingxi/")
    follow(inspector.get_by_role("link", name="封堵三桥排污口"))
    expect(inspector.locator("main")).to_contain_text("整改中")


def test_a_draw_comes_out_the_same_on_another_machine(sign_in: SignIn, site: str, tmp_path: Path) -> None:
    head = sign_in("head")
    head.goto("/workbench/registers/draws/")
    objects = "编号,名称,信用等级\n" + "".join(f"C{n:02},商户{n},{'AB'[n % 2]}\n" for n in range(12))
    offer(
        head, "commit", unit="市政府督查室", title_zh="计量器具抽查", objects=objects, inspectors="证号,姓名\nZ1,甲\nZ2,乙\nZ3,丙\n",
        take="4", weights="A=1 B=3", public_source_zh="次日彩票",
    )  # fmt: skip
    expect(head.locator("h1")).to_have_text("计量器具抽查")
    address = head.get_by_role("link", name="公开的页面").get_attribute("href") or ""
    offer(head, "draw", public_value="05 12 30", shown_on=TODAY().isoformat())
    (tmp_path / "draw.json").write_bytes(urllib.request.urlopen(f"{site}{address}draw.json", timeout=20).read())
    command = [sys.executable, "-m", "ximu.cli", "draw", "draw.json"]
    again = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    drawn = [line.split("\t")[1] for line in again.stdout.splitlines()]
    assert drawn == [one["object"] for one in json.loads((tmp_path / "draw.json").read_bytes())["drawn"]]
    offer(head, "outcome", result="已责令改正", found_zh="秤未检定")
    head.goto(address)
    expect(head.locator("main")).to_contain_text("秤未检定")
    assert head.locator("table tbody tr td:first-of-type").all_inner_texts() == drawn


def test_a_lot_is_found_by_its_code_and_recalled(sign_in: SignIn, open_page: Open) -> None:
    inspector = sign_in("inspector")
    inspector.goto("/workbench/registers/lots/")
    offer(inspector, "lot", unit="市政府督查室", product_zh="清溪鲜蛋", producer_zh="清溪合作社", origin_zh="石板镇")
    offer(inspector, "step", step="检验检测", where_zh="市检验所", by_zh="市检验所", passed="合格")
    code = inspector.locator("h1 .number").inner_text()
    bench = inspector.url
    reader = open_page("/trace/", viewport=NARROW)
    reader.get_by_label("追溯码").fill(code.replace("-", " ").lower())
    follow(reader.get_by_role("button", name="查询"))
    expect(reader.locator("h1")).to_contain_text("清溪鲜蛋")
    expect(reader.locator("main")).to_contain_text("合格")
    head = sign_in("head")
    head.goto(bench)
    offer(head, "recall", recall_reason_zh="沙门氏菌阳性")
    reader.reload()
    expect(reader.get_by_role("alert")).to_contain_text("沙门氏菌阳性")


def test_a_decision_goes_through_all_its_steps(sign_in: SignIn) -> None:
    """Entered by the bureau, reviewed by the justice bureau, decided by the head; the public page shows each step."""
    people = {name: sign_in(name) for name in ("reporter", "head", "bureau", "justice")}
    reporter = people["reporter"]
    reporter.goto("/workbench/registers/entries/major_decisions/")
    form = reporter.locator("#add-entry")
    open_offer(form)
    form.locator("[name=entry-supporting_units]").select_option(label="市司法局")
    offer(reporter, "entry", title_zh="新建两所小学选址", unit="市教育局")
    expect(reporter.locator(".said")).to_be_visible()
    head = people["head"]
    head.goto("/workbench/items/?playbook=major_decisions&sort=changed")
    follow(head.get_by_role("link", name="新建两所小学选址"))
    address = head.url
    steps: list[tuple[str, str, dict[str, str]]] = [
        ("head", "begin", {}),
        ("reporter", "record_participation", {"reply": "公开三十日", "days_open": "30", "opinions": "12", "opinions_adopted": "3",
                                              "evidence_kind": "征求意见公告", "evidence_note": "网站公告"}),
        ("bureau", "finish_participation", {}),
        ("reporter", "finish_experts", {"reply": "可行", "experts_consulted": "5", "evidence_kind": "论证意见", "evidence_note": "会议"}),
        ("reporter", "finish_risk", {"reply": "可控", "risk_grade": "低", "evidence_kind": "风险评估报告", "evidence_note": "报告"}),
        ("justice", "pass_legality", {"reply": "合法", "evidence_kind": "合法性审查意见", "evidence_note": "意见书"}),
        ("head", "decide", {"reply": "通过", "date": TODAY().isoformat(), "evidence_kind": "会议纪要", "evidence_note": "纪要"}),
        ("bureau", "announce", {"date": TODAY().isoformat(), "document_no": "临政发〔2031〕20号"}),
    ]  # fmt: skip
    for who, move, given in steps:
        people[who].goto(address)
        make(people[who], move, **given)
    head.goto("/registers/major_decisions/")
    follow(head.get_by_role("link", name="新建两所小学选址"))
    expect(head.locator("main")).to_contain_text("合法性审查通过")
    expect(head.locator("main")).to_contain_text("已公布，执行中")


def test_a_request_for_correction_is_sent_followed_and_answered(sign_in: SignIn, open_page: Open) -> None:
    reader = open_page("/registers/evaluations/", viewport=NARROW)
    follow(reader.get_by_role("link", name="这一页有错？"))
    reader.get_by_label("应当怎样写").fill("回答的人数应为 478")
    reason = reader.get_by_label("理由和出处")
    reader.get_by_role("button", name="提交").click()
    expect(reason).to_be_focused()  # the browser asks for the reason first
    reason.fill("评估报告第三页")
    follow(reader.get_by_role("button", name="提交"))
    expect(reader.locator(".secret")).to_be_visible()
    followed = reader.url
    inspector = sign_in("inspector")
    expect(inspector.locator("main")).to_contain_text("新来办件")
    inspector.goto("/workbench/items/?playbook=correction_requests&sort=changed")
    follow(inspector.locator("table.items tbody th a").first)
    expect(inspector.locator("main")).to_contain_text("回答的人数应为 478")
    make(inspector, "take_up")
    make(inspector, "correct", reply="已按报告改正。", was="487", now_is="478")
    reader.goto(followed)
    expect(reader.locator("main")).to_contain_text("已按报告改正。")
    reader.goto(f"{followed.split('/cases/')[0]}/registers/correction_requests/")
    follow(reader.locator("table tbody th a").first)
    expect(reader.locator("main")).to_contain_text("478")


def test_deputies_rate_the_work(sign_in: SignIn) -> None:
    deputy = sign_in("deputy")
    deputy.goto("/workbench/votes/")
    ballot = deputy.locator("article", has_text="小学扩容专项工作报告")
    ballot.get_by_label("基本满意").check()
    follow(ballot.get_by_role("button", name="投票"))
    head = sign_in("head")
    head.goto("/workbench/items/?playbook=congress_ballots")
    follow(head.get_by_role("link", name="小学扩容专项工作报告"))
    make(head, "record_pass")
    head.goto("/registers/congress_ballots/")
    follow(head.get_by_role("link", name="小学扩容专项工作报告"))
    expect(head.locator("main")).to_contain_text("投票 1 人，应投 1 人")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_axe_finds_nothing(sign_in: SignIn, open_page: Open, site: str, language: str) -> None:
    reader, head = open_page(f"/registers/?lang={language}"), sign_in("head", DESK, language)
    reader.goto(site + "/registers/major_decisions/")
    entry = reader.locator("table tbody th a").last.get_attribute("href") or ""
    for page, addresses in ((reader, (*PUBLIC, entry)), (head, BENCH)):
        for address in addresses:
            page.goto(site + address)
            page.locator("details.offer").evaluate_all("all => all.forEach(one => { one.open = true })")
            for screen in ("desk", "narrow"):
                show(page, SCREENS[screen])
                assert faults(page, grave=True) == []


def test_without_script_and_printed(open_page: Open) -> None:
    page = open_page("/registers/lists/linjiang/powers/", viewport=NARROW, java_script_enabled=False)
    page.get_by_label("哪一天的").fill((TODAY() - timedelta(days=100)).isoformat())
    follow(page.get_by_role("button", name="筛选"))
    expect(page.locator("#shown")).to_contain_text("第 1 版")
    page.emulate_media(media="print")
    expect(page.locator("main table")).to_be_visible()
    expect(page.locator("main form")).to_be_hidden()
