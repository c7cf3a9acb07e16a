"""Which readings are left for a person: sentences of a review, and the doubt about each of their measures."""

from __future__ import annotations

import pytest

from ximu.read.intake import read_bytes
from ximu.read.pipeline import read_document

FRAME = """2021年临江市政府工作报告
各位代表：
一、2020年工作回顾
全市生产总值增长6%，{said}，山更绿了，路更宽了，群众办事少跑腿，老人有了食堂，孩子有了书房，城乡面貌一天比一天好。
"""
CASES = [
    ("新建水厂3座", [""]),
    ("粮食增产9亿斤，增量占全国18%", ["", "name.compared"]),
    ("帮助企业解决实际问题95个", ["name.words"]),
    ("研发行业大模型超80个", ["name.words"]),
    ("创业学院新增学员75名", ["name.subject"]),
    ("三级医院从2家增至5家", ["", ""]),
    ("全市高校获批资助项目67个", ["name.plain"]),
    ("完成市定20项民生事项", [""]),
    ("审批用时3天，比法定审批时限压缩了6天", ["", "name.compared"]),
    ("各部门负责人100%出庭应诉", ["share.nobody"]),
    ("三次产业贡献率分别为10%30%60%", ["glued", "glued", "glued"]),
    ("支持489户贫困群众发展到户产业，新建水厂3座", ["name.helped", ""]),
    ("其中增加值达到60亿元", ["name.bare"]),
    ("覆盖率达到37%", ["name.which"]),
    ("绿色建筑比重提高到37%", [""]),
    ("完成旅客发送80万人次", [""]),
    ("引进外资项目达5个", ["name.deed"]),
    ("建成区面积达到40平方公里", [""]),
    ("三产增加值32亿元，同比增长46.5", ["", "unit.change"]),
    ("城乡居民收入比缩小到2.3∶1", [""]),
    ("粮食播种面积8万亩，年产量达3万吨", ["", "name.bare"]),
    ("争取基金项目2个，实现增收9000万元", ["", "name.far"]),
    ("人均生产总值1XX32元，增长5%", ["name.noise", "name.noise"]),
    ("农业加速转型粮食产量达到9万吨", ["name.prose"]),
    ("拉动地区生产总值增长4个百分点", ["points.share"]),
    ("金融机构向企业发放贷款4亿元", ["name.words"]),
    ("超额完成财政收入9000万元的目标任务", ["aim"]),
    ("新建水厂4座，超时序进度3个百分点", ["", "name.words"]),
    ("粮食播种面积90公顷，粮食总产量3万吨、8.3", ["", "", "unit.level"]),
    ("集聚成长型企业120家、47家", ["", "name.far"]),
    ("商务楼宇实现税收4亿元", ["name.words"]),
    ("开工建设涉及9个村的治理工程", ["name.words"]),
    ("p ●农民人均纯收入增长15%", ["name.noise"]),
    ("90%的行政村设立图书角", ["share.thing"]),
    ("在文化、体育等领域应用落地300个", ["name.words"]),
]


def test_a_text_without_stops_is_left_for_a_person() -> None:
    bare = FRAME.replace("，", "").replace("。", "").format(said="新建水厂3座" * 80)
    (report,) = read_document(read_bytes(bare.encode(), "a.txt")).reports
    assert {measure.doubt for measure in report.measures} == {"text.unstopped"}


@pytest.mark.parametrize(("said", "doubts"), CASES, ids=[said for said, _ in CASES])
def test_doubt(said: str, doubts: list[str]) -> None:
    (report,) = read_document(read_bytes(FRAME.format(said=said).encode(), "2021.txt")).reports
    assert [measure.doubt for measure in report.measures] == ["", *doubts]


def test_this_year_in_a_bulletin_is_the_year_it_sums_up() -> None:
    text = "临江市2008年国民经济和社会发展统计公报\n一、农业\n今年粮食播种面积90公顷，粮食总产量3万吨，全年完成造林5万亩。全县加快推进项目建设，城乡面貌一天比一天好，路更宽了，山更绿了。\n"
    (report,) = read_document(read_bytes(text.encode(), "a.txt")).reports
    assert [measure.year for measure in report.measures] == [2008, 2008, 2008]
