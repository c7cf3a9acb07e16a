"""Names of places in English: by rule, by kind, with the exceptions, and never with Chinese left in."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

import ximu.terms
from ximu.terms.romanize import place_name_en

NAMES = {
    "株洲市": "Zhuzhou City",
    "渌口区": "Lukou District",
    "攸县": "You County",
    "湖南省": "Hunan Province",
    "陕西省": "Shaanxi Province",
    "山西省": "Shanxi Province",
    "北京市": "Beijing",
    "全国": "China",
    # An apostrophe where two syllables could be read as other ones.
    "西安市": "Xi'an City",
    "六安市": "Lu'an City",
    "东安区": "Dong'an District",
    "吕梁市": "Lüliang City",
    # Autonomous places name their peoples.
    "宁夏回族自治区": "Ningxia Hui Autonomous Region",
    "新疆维吾尔自治区": "Xinjiang Uygur Autonomous Region",
    "恩施土家族苗族自治州": "Enshi Tujia and Miao Autonomous Prefecture",
    "双江拉祜族佤族布朗族傣族自治县": "Shuangjiang Lahu, Va, Blang and Dai Autonomous County",
    # Other languages than Chinese.
    "内蒙古自治区": "Inner Mongolia Autonomous Region",
    "乌鲁木齐市": "Ürümqi City",
    "兴安盟": "Hinggan League",
    "兴安县": "Xing'an County",
    # Zones, and districts that only look like one.
    "浦东新区": "Pudong New Area",
    "清新区": "Qingxin District",
    "绿园区": "Lüyuan District",
    "蚌埠市经济开发区": "Bengbu Economic Development Zone",
    "苏州工业园区": "Suzhou Industrial Park",
    # Several readings.
    "长治市": "Changzhi City",
    "长子县": "Zhangzi County",
    "重庆市": "Chongqing",
    "朝阳区": "Chaoyang District",
    "成都市": "Chengdu City",
    "乐清市": "Yueqing City",
    # Not in any catalogue, short, of two levels, not Chinese at all.
    "云溪镇": "Yunxi Town",
    "临江": "Linjiang",
    "湖南省株洲市": "Hunan Zhuzhou City",
    "Berlin": "Berlin",
    "": "",
}


@pytest.mark.parametrize(("name", "english"), NAMES.items())
def test_names(name: str, english: str) -> None:
    assert place_name_en(name) == english


def test_every_name_of_the_catalogue_is_in_letters_with_its_kind() -> None:
    table = Path(ximu.terms.__file__).with_name("places.csv")
    with table.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    odd = [
        (row["name"], place_name_en(row["name"]))
        for row in rows
        if not re.fullmatch(r"[A-ZÜ][a-zA-Zêü',\- ]+", place_name_en(row["name"]))
    ]
    assert odd == []


def test_neighbors_keep_different_names() -> None:
    table = Path(ximu.terms.__file__).with_name("places.csv")
    alike: dict[tuple[str, str], set[str]] = {}
    with table.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            if not row["valid_to"]:
                alike.setdefault((row["parent"], place_name_en(row["name"])), set()).add(row["name"])
    assert [names for names in alike.values() if len(names) > 1] == []
