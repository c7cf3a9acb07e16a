"""Readings of invented reports, made from short texts the way a file would be read."""

from __future__ import annotations

from ximu.ledger.reading import ReportReading
from ximu.read.intake import read_bytes
from ximu.read.pipeline import read_document

FRAME = """{year}年{place}人民政府工作报告

——{year}年1月10日在{place}第七届人民代表大会第三次会议上

各位代表：

一、{past}年工作回顾

{review}

二、{year}年主要预期目标

今年经济社会发展主要预期目标是：{goals}

三、{year}年重点工作

{plan}

各位代表，让我们共同努力！
"""


def made(
    year: int, *, review: str = "工作平稳。", goals: str = "稳中求进。", plan: str = "抓好落实。", place: str = "临江市"
) -> tuple[ReportReading, str]:
    """A report of one year and its text."""
    text = FRAME.format(year=year, past=year - 1, place=place, review=review, goals=goals, plan=plan)
    reading = read_document(read_bytes(text.encode(), f"{place}-{year}.txt"))
    return reading.reports[0], reading.text
