"""A short report of an invented city, and functions that do to it what copying does to real ones."""

from __future__ import annotations

import re
from collections.abc import Callable

from ximu.read.clean import traditional

REPORT = """2023年临江市政府工作报告
——2023年1月9日在临江市第八届人民代表大会第二次会议上
临江市人民政府市长 江望舒
各位代表：
现在，我代表临江市人民政府作工作报告，请各位代表审议，也请市政协各位委员指正。
一、2022年工作回顾
过去一年，面对多重困难，我们咬紧牙关，较好完成了市八届人大一次会议确定的任务。全市地区生产总值达到1286.4亿元，增长5.3%；一般公共预算收入92.7亿元，增长6.1%；三次产业结构调整为8.2∶43.5∶48.3；城乡居民收入比缩小到1.86∶1。
（一）产业发展提质增效。新增规模以上工业企业58家，总数达到612家。“临江·云谷”软件园建成投用，入驻企业137家。实施技术改造项目246个，工业投资增长12.4%。生产性服务业增加值占服务业比重提高1.8个百分点。
（二）民生福祉持续改善。新增城镇就业4.3万人，城镇登记失业率控制在3.5%以内。改造老旧小区86个，惠及居民2.1万户。新建改扩建学校19所，新增学位1.2万个。
（三）生态环境明显好转。空气质量优良天数比例达到88.6%，断面水质稳定达到Ⅲ类标准，完成营造林23万亩。扑下身子抓整改，交办的41个问题全部销号。
各位代表！成绩来之不易。同时，我们也看到，规模以上工业增加值增速低于预期，部分项目推进缓慢，群众看病难问题仍然存在。
二、2023年工作安排
今年全市发展的主要预期目标定为：地区生产总值增长6%左右，固定资产投资增长8%以上，一般公共预算收入增长5%，居民人均可支配收入增长7%，粮食总产量稳定在210万吨以上。
（一）坚定不移抓项目。深入推进“项目攻坚年”活动，实施重点项目180个，完成投资420亿元。加快临江大桥、北湖水厂建设，确保年底前通车、通水。
（二）持之以恒惠民生。建设公办幼儿园12所，新增停车位3000个，完成棚户区改造5600套。深入开展安全生产大排查，坚决遏制重特大事故。
（三）全力以赴优环境。推行一件事一次办，审批时限再压缩20%，政务服务事项网上可办率达到98%以上。
三、加强政府自身建设
坚持依法行政，自觉接受人大监督、政协民主监督，人大代表建议办结率达到100%。严控一般性支出，三公经费压减5%。
各位代表！让我们携手同心，为建设美丽临江而努力奋斗！
"""

_PARAGRAPH = re.compile("(?m)^.+$")


def full_width_digits(text: str) -> str:
    return text.translate({code: code + 0xFEE0 for code in range(0x30, 0x3A)})


def percent_signs(text: str) -> str:
    return re.sub("%", lambda found: "％℅"[found.start() % 2], text)


def half_width_punctuation(text: str) -> str:
    return text.translate(str.maketrans("，；：！（）", ",;:!()"))


def spaces_at_digits(text: str) -> str:
    text = re.sub("(?<=[\u4e00-\u9fff])(?=[0-9])", " ", text)
    # Titles and headings have no punctuation to tell a mistake from a layout; there the space stays.
    return "".join(
        re.sub("(?<=[0-9%])(?=[\u4e00-\u9fff])", " ", line)
        if re.search("[，。；]", line)
        else line.replace(" 1月", "1月")
        for line in text.splitlines(keepends=True)
    )


def spaces_after_punctuation(text: str) -> str:
    return re.sub("(?<=[，；、])(?=[^\n])", "  ", text)


def nbsp_entities(text: str) -> str:
    return re.sub("(?<=[，；])(?=[^\n])", "&nbsp;", text)


def entities(text: str) -> str:
    return (
        text.replace("“", "&ldquo;")
        .replace("”", "&rdquo;")
        .replace("·", "&middot;")
        .replace("—", "&mdash;")
        .replace("Ⅲ", "&#8546;")
    )


def codes(text: str) -> str:
    return text.replace("Ⅲ", "<U+2162>").replace("·", "<U+00B7>")


def carriage_returns(text: str) -> str:
    return text.replace("\n", "\r\n")


def old_mac(text: str) -> str:
    return text.replace("\n", "\r")


def line_ends_written_out(text: str) -> str:
    return text.replace("\n", "\\r\\n")


def tags_left(text: str) -> str:
    return _PARAGRAPH.sub(lambda found: f"{found.group()}<br/>", text).replace("<br/>\n", "<br/>")


def zero_width(text: str) -> str:
    return re.sub("(?<=[增改])", "\u200b", text)


def broken_at_commas(text: str) -> str:
    return re.sub("，(?=新增|确保|惠及)", "，\n", text)


def broken_at_numbers(text: str) -> str:
    return re.sub("(?<=[0-9])(?=[万亿]|个|家)", "\n", text)


def punctuation_on_next_line(text: str) -> str:
    return re.sub("(?<=[家个])(?=[，。])", "\n", text)


def lost_dots(text: str) -> str:
    return text.replace("·", "?")


def foreign_dots(text: str) -> str:
    return text.replace("·", "・")


def cyrillic_numerals(text: str) -> str:
    return text.replace("Ⅲ", "Ш")


def plain_ratio_colons(text: str) -> str:
    return text.replace("∶", ":")


def wide_ratio_colons(text: str) -> str:
    return text.replace("∶", "：")


def masked_words(text: str) -> str:
    return text.replace("生产性服务业", "生产**业").replace("深入", "*").replace("身子", "**")


def footnote_marks(text: str) -> str:
    return (
        text.replace("软件园建成", "软件园[2]建成")
        .replace("营造林23万亩", "营造林23万亩［11］")
        .replace("98%以上。", "98%以上③。")
    )


def raised_marks(text: str) -> str:
    return text.replace("收入比缩小", "收入比¹缩小").replace("增长12.4%。", "增长12.4%3。")


def injected_sites(text: str) -> str:
    return text.replace("老旧小区", "老旧第一范文网小区").replace(
        "公办幼儿园", "公办（来源：www.example-docs.com）幼儿园"
    )


def injected_novels(text: str) -> str:
    return text.replace("技术改造", "技术《重生之都市狂少》最新章节改造").replace("坚决遏制", "坚决@@遏制")


def glued_heading_before(text: str) -> str:
    return text.replace("\n二、2023年工作安排\n", "二、2023年工作安排\n").replace(
        "\n三、加强政府自身建设\n", "三、加强政府自身建设\n"
    )


def glued_heading_after(text: str) -> str:
    return re.sub("(?m)^([一二三]、.*)\n", r"\1", text)


def spread_heading(text: str) -> str:
    return text.replace("三、加强政府自身建设", "三、加 强 政 府 自 身 建 设")


def traditional_characters(text: str) -> str:
    back: dict[str, str] = {}
    for old, new in traditional.table().items():
        back.setdefault(new, old)
    return "".join(back.get(character, character) for character in text)


def page_numbers(text: str) -> str:
    """A page ends behind every third paragraph."""
    lines = text.splitlines()
    return "".join(f"{line}\n- {n} -\n" if n % 3 == 0 else f"{line}\n" for n, line in enumerate(lines, 1))


def page_number_inside(text: str) -> str:
    return text.replace("新增城镇就业4.3", "新增城镇\n— 7 —\n就业4.3").replace("完成投资", "完成第3页 共9页投资")


def sounds(text: str) -> str:
    return text.replace("经", "经(jīng)").replace("展", "展（zhǎn）")


def bold_numbers(text: str) -> str:
    return re.sub(r"[0-9][0-9.]*(?:%|[万亿]?[元家个户人亩])", lambda found: f"**{found.group()}**", text)


def plain_full_stops(text: str) -> str:
    return text.replace("。", ".")


def commas_as_spaces(text: str) -> str:
    return text.replace("，", " ")


def spread_characters(text: str) -> str:
    """Every paragraph spread out; the space in a line without a stop is one that belongs there."""
    lines = text.split("\n")
    return "\n".join(
        re.sub("(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])", " ", x) if "市长 " not in x else x for x in lines
    )


def spread_digits(text: str) -> str:
    return re.sub("(?<=[0-9])(?=[0-9])", " ", text)


def scattered_digits(text: str) -> str:
    """A blank after some digits, here one and there another."""
    return re.sub("[0-9](?=[0-9.])", lambda found: found.group() + " " * (found.start() % 3 == 0), text)


def bullets(text: str) -> str:
    return _PARAGRAPH.sub(lambda found: f"• {found.group()}" if len(found.group()) > 60 else found.group(), text)


def letters_for_digits(text: str) -> str:
    return re.sub("(?<=[0-9])[01]", lambda found: "Ol"[int(found.group())], text)


def running_titles(text: str) -> str:
    """A page with its title and number ends inside every long paragraph."""
    return _PARAGRAPH.sub(
        lambda found: (
            f"{found.group()[:50]}\n\n政府工作报告  第 2 页\n\n{found.group()[50:]}"
            if len(found.group()) > 90
            else found.group()
        ),
        text,
    )


def decimal_dots(text: str) -> str:
    return re.sub(r"(?<=[0-9])\.(?=[0-9])", "·", text)


def decimal_stops(text: str) -> str:
    """A Chinese full stop for the point, as a careless hand types it."""
    return re.sub(r"(?<=[0-9])\.(?=[0-9])", "。", text)


# Damage that leaves no trace: the clean text is the very text that the undamaged report gives.
UNDONE: tuple[Callable[[str], str], ...] = (
    full_width_digits,
    percent_signs,
    half_width_punctuation,
    spaces_at_digits,
    spaces_after_punctuation,
    nbsp_entities,
    entities,
    codes,
    carriage_returns,
    old_mac,
    line_ends_written_out,
    tags_left,
    zero_width,
    broken_at_commas,
    broken_at_numbers,
    punctuation_on_next_line,
    lost_dots,
    foreign_dots,
    cyrillic_numerals,
    plain_ratio_colons,
    wide_ratio_colons,
    masked_words,
    footnote_marks,
    raised_marks,
    injected_sites,
    injected_novels,
    glued_heading_before,
    glued_heading_after,
    spread_heading,
    traditional_characters,
    page_numbers,
    page_number_inside,
    sounds,
    bold_numbers,
    plain_full_stops,
    commas_as_spaces,
    spread_characters,
    spread_digits,
    scattered_digits,
    letters_for_digits,
    running_titles,
    decimal_dots,
    decimal_stops,
)


def hard_wrapped(text: str, width: int = 32) -> str:
    """Every paragraph cut into lines of `width` characters."""
    return _PARAGRAPH.sub(lambda found: "\n".join(re.findall(f".{{1,{width}}}", found.group())), text)


def indented(text: str) -> str:
    return _PARAGRAPH.sub(lambda found: "\u3000\u3000" + found.group(), text)


def on_one_line(text: str) -> str:
    return text.replace("\n", "")


def on_one_line_with_indents(text: str) -> str:
    return text.replace("\n", "\u3000\u3000").strip()


def on_one_line_with_spaces(text: str) -> str:
    return text.replace("\n", " ").strip()


def with_contents(text: str) -> str:
    """A table of contents with page numbers before the address."""
    contents = "目  录\n" + "".join(
        f"{heading}……{page}\n" for page, heading in enumerate(re.findall("[一二三]、.*", text), 1)
    )
    return text.replace("各位代表：\n", f"{contents}各位代表：\n", 1)


def with_unnamed_contents(text: str) -> str:
    """The headings listed once more above the title, as links of a page are."""
    return "\n".join((*re.findall("[一二三]、.*", text), text))


def with_page_around(text: str) -> str:
    """Menus, buttons and dates around the text, as pages have them."""
    return f"首页\n政务公开\n新闻中心\n字体：大 中 小 打印\n发布时间：2023-01-20 来源：市政府办\n{text}\n责任编辑：小江\n扫一扫在手机打开当前页\n版权所有\n"
