"""The life of a case in a real browser: sent from a phone, taken in, answered, called back, read by code; axe on each page."""

from __future__ import annotations

import pytest

pytest.importorskip("playwright.sync_api")
from browsing import DESK, PHONE, SCREENS, Open, SignIn, faults, follow, make, show
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
PUBLIC = ("/cases/", "/cases/1/", "/cases/4/", "/cases/new/", "/cases/follow/")
CLERK = ("/workbench/cases/", "/workbench/cases/new/", "/workbench/cases/import/", "/workbench/cases/4/change/")


def test_from_a_phone_to_the_answer(open_page: Open, sign_in: SignIn) -> None:
    asker = open_page("/cases/", viewport=PHONE, java_script_enabled=False)
    follow(asker.get_by_role("link", name="我要反映"))
    asker.get_by_label("你要反映什么").fill("西门菜场门口的井盖没了，差点掉下去。")
    asker.get_by_label("地点").fill("西门菜场门口")
    asker.get_by_label("电话").fill("13900007777")
    asker.get_by_label("同意公开这件事和答复").check()
    follow(asker.get_by_role("button", name="提交"))
    expect(asker.locator(".said")).to_contain_text("已经收到")
    code = asker.locator(".secret").inner_text()
    expect(asker.locator("main")).to_contain_text("等待受理")

    clerk = sign_in("clerk")
    follow(clerk.get_by_role("link", name="受理", exact=True))
    follow(clerk.get_by_role("link", name="西门菜场门口的井盖没了"))
    address = clerk.url
    expect(clerk.locator(".case")).to_contain_text("13900007777")
    make(clerk, "take_in", matter="求助")
    make(clerk, "dispatch", unit="市住房和城乡建设局")
    follow(clerk.get_by_role("link", name="整理标题、分类、地点"))
    clerk.locator("[name=title_zh]").fill("西门菜场井盖缺失")
    follow(clerk.get_by_role("button", name="保存"))
    follow(clerk.get_by_role("button", name="公开"))

    unit = sign_in("housing")
    unit.goto(address)
    expect(unit.locator(".case")).to_contain_text("13900007777")
    make(unit, "accept")
    make(unit, "report", reply="当晚已补装井盖。")
    inspector = sign_in("inspector")
    inspector.goto(address)
    expect(inspector.locator("main")).not_to_contain_text("13900007777")

    neighbor = open_page("/cases/?q=井盖", viewport=PHONE)
    follow(neighbor.get_by_role("link", name="西门菜场井盖缺失"))
    expect(neighbor.locator("main")).not_to_contain_text("补装")
    for _ in range(2):
        follow(neighbor.get_by_role("button", name="我也遇到"))
        expect(neighbor.locator("main")).to_contain_text("另有 1 人提出同样的诉求")

    clerk.goto(address)
    make(clerk, "close")
    asker.goto(asker.url.split("/cases/")[0] + "/cases/follow/")
    asker.get_by_label("查询码").fill(code.upper().replace("-", " "))
    follow(asker.get_by_role("button", name="查看"))
    expect(asker.locator("main")).to_contain_text("当晚已补装井盖。")
    expect(asker.locator("main")).to_contain_text("已办结")
    make(clerk, "call_back", satisfaction="满意", solved="是")
    expect(clerk.locator(".moves")).to_contain_text("满意")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_axe_finds_nothing(open_page: Open, sign_in: SignIn, site: str, language: str) -> None:
    public = open_page(f"/cases/?lang={language}")
    clerk = sign_in("clerk", DESK, language)
    clerk.goto("/workbench/items/?q=新城路")
    item = clerk.locator("table.items tbody th a").first.get_attribute("href") or ""
    for page, addresses in ((public, PUBLIC), (clerk, (*CLERK, item))):
        for address in addresses:
            page.goto(site + address)
            for screen in ("desk", "narrow"):
                show(page, SCREENS[screen])
                assert faults(page) == []
