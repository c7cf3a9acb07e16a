"""Strategies for inputs nobody meant: bytes, damaged reports of the sample city, and heaps of what reports are made of."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from hypothesis import strategies as st

REPORTS = Path(__file__).resolve().parents[2] / "sample" / "reports"
HEAD = (
    "临江市政府工作报告\n——2021年1月9日在临江市第八届人民代表大会第五次会议上\n市长 王某\n各位代表：\n"
    "我把一年来的事说给大家听。\n一、2020年工作回顾\n全市地区生产总值达2500亿元，增长8.5%左右；"
    "一般公共预算收入120.3亿元。新增城镇就业5.2万人。\n"
)
TAIL = "\n二、2021年工作安排\n地区生产总值增长8%以上，力争建成江北大桥，新增学位2万个。\n"

# What reports are made of, apart: any order of them is worth a look.
NUMBERS = (
    "1", "12.5", "2,500", "１２", "0", "007", "1.", ".5", "1..2", "2020", "2019年", "十", "二百五十", "两", "百分之八", "三分之一",
    "一半", "几", "数十", "1万", "2.4亿", "8万亿", "3千", "1—2", "3～5", "5-6", "从46", "2020-2021年", "1∶2∶3", "4:5", "第2",
    "前30", "Ⅲ", "①", "１．５", "8.5.3", "10⁴", "1e5", "¹", "²", "九十九亿九千九百九十九万", "零", "〇", "二〇二一年", "12345",
)  # fmt: skip
UNITS = (
    "%", "％", "℅", "‰", "个百分点", "亿元", "万元", "美元", "元", "人", "户", "个", "家", "公里", "平方公里", "万吨", "位", "倍",
    "成", "年", "月", "日", "小时", "岁", "所", "项", "亩", "立方米/日", "元/人", "吨标准煤", "Ⅲ类", "A级", "大", "名",
)  # fmt: skip
WORDS = (
    "增长", "下降", "达到", "突破", "新增", "完成", "占", "比", "为", "是", "到", "至", "从", "以上", "左右", "以内", "约", "近", "超",
    "多", "余", "分别", "均", "双双", "其中", "全市", "市区", "高新区", "地区生产总值", "一般公共预算收入", "居民人均可支配收入",
    "粮食产量", "预计", "力争", "确保", "不低于", "翻一番", "年均", "同比", "比上年", "全省第二", "今年", "去年", "五年来", "上半年",
    "到2025年", "建成", "开工", "推进", "加快", "实施", "江北大桥", "滨江新区", "工程", "项目", "责任单位", "市发改委", "牵头",
    "未达预期", "存在的问题", "不足", "较慢", "和", "及", "等", "的", "了", "与", "一是", "二是", "共", "计", "累计", "注",
)  # fmt: skip
MARKS = (
    "，", "。", "；", "：", "、", "！", ",", ";", ".", ":", "（", "）", "(", ")", "“", "”", "《", "》", "[", "]", "［1］", "【", "】",
    "—", "——", "-", "～", "·", "…", "/", "\\", "*", "**", "?", "??", "&nbsp;", "&amp;", "&#8546;", "<br/>", "<p>", "</", "<U+2162>",
    "\\r\\n", "|", "■", "\t", " ", "\u3000", "\xa0", "\u200b", "\ufeff", "\ufffd", "\ue5e5", "Ш", "\u2028", "\x0c", "\x00", "𠀀",
)  # fmt: skip
LINES = (
    "\n", "\r\n", "\r", "\n\n", "\n一、", "\n二、工作安排", "\n（一）", "\n1.", "\n1、", "\n第一，", "\n第一章 ", "\n附件：", "\n名词解释",
    "\n目录\n", "\n各位代表！", "\n——", "\n2022年政府工作报告\n", "\n第 1 页\n", "\n三、加强自身建设\n", "\n谢谢大家！\n",
    "\n责任编辑：小江\n", "\n民生实事\n", "\n" + HEAD,
)  # fmt: skip
PIECES = (NUMBERS, UNITS, WORDS, MARKS, LINES)
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "big5", "latin-1")


@cache
def sample(name: str) -> bytes:
    """A document of the sample city."""
    return (REPORTS / name).read_bytes()


@cache
def sample_text() -> str:
    """The shortest report of the sample city as text."""
    return min((path.read_bytes().decode() for path in REPORTS.glob("*.txt")), key=len)


def pieces() -> st.SearchStrategy[str]:
    """One piece, each group as likely as the others."""
    return st.one_of(*map(st.sampled_from, PIECES))


def heaps() -> st.SearchStrategy[str]:
    """Pieces in any order, some of them many times over, within a report so that they are read."""
    repeated = st.builds(lambda piece, times: piece * times, pieces(), st.sampled_from((1, 1, 1, 1, 2, 3, 40)))
    clause = st.tuples(st.sampled_from(WORDS), st.sampled_from(NUMBERS), st.sampled_from(UNITS)).map("".join)
    body = st.lists(repeated | clause, max_size=60).map("".join)
    return st.builds(lambda first, last: HEAD + first + TAIL + last, body, body)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A report of the sample city to which a few accidents happened."""
    text = sample_text()
    for _ in range(draw(st.integers(1, 8))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.sampled_from((0, 1, 1, 2, 3, 5, 10, 30, 100, 1000))))
        accident = draw(st.sampled_from(("insert", "delete", "repeat", "swap", "damage", "cut", "any")))
        before, held, after = text[:start], text[start:end], text[end:]
        if accident == "insert":
            held += draw(pieces())
        elif accident == "delete":
            held = ""
        elif accident == "repeat":
            held *= draw(st.sampled_from((2, 3, 20)))
        elif accident == "swap":
            after = after[: len(after) // 2] + held + after[len(after) // 2 :]
            held = ""
        elif accident == "damage":
            held = draw(st.sampled_from(MARKS)) * len(held)
        elif accident == "cut":
            after = after if draw(st.booleans()) else ""
        else:
            held += draw(st.text(max_size=8))
        text = (before + held + after)[:40_000]
    return text


def encoded(texts: st.SearchStrategy[str]) -> st.SearchStrategy[bytes]:
    """The texts in any encoding that reports come in, and in some that they do not."""
    return st.builds(lambda text, encoding: text.encode(encoding, "replace"), texts, st.sampled_from(ENCODINGS))


@st.composite
def damaged_files(draw: st.DrawFn) -> tuple[bytes, str]:
    """A DOCX, HTML or text file of the sample city with some bytes changed, taken out or put in, and its name."""
    name = draw(st.sampled_from(("linjiang-2024-division.docx", "linjiang-2025-explainer.html", "linjiang-2023.txt")))
    data = bytearray(sample(name))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data)))
        length = draw(st.sampled_from((0, 1, 1, 4, 50, 2000)))
        data[at : at + length] = draw(st.binary(max_size=8))
    return bytes(data), draw(st.sampled_from((name, "a", "a.txt", "a.html", "a.docx", "a.pdf")))
