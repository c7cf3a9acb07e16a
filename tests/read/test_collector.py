"""Reading leaves the garbage collector of the program around it as it was."""

from __future__ import annotations

import gc

import pytest

from ximu.read.intake import read_bytes
from ximu.read.pipeline import read_document

REPORT = """临江市政府工作报告

各位代表：我代表市人民政府报告工作。
一、过去一年工作回顾
地区生产总值增长6.5%，一般公共预算收入增长5.2%，固定资产投资增长8.1%，城镇新增就业1.2万人，新建学校6所。
二、今年工作安排
加快推进东湖公园建设，新建公园3个，改造老旧小区20个，努力提高公共服务水平，确保完成全年目标任务。
"""


@pytest.mark.parametrize("collecting", [True, False])
@pytest.mark.parametrize("frozen", [True, False])
def test_reading_leaves_the_collector_as_it_was(collecting: bool, frozen: bool) -> None:
    document = read_bytes(REPORT.encode(), "report.txt")
    try:
        if frozen:
            gc.freeze()
        if not collecting:
            gc.disable()
        assert read_document(document).reports[0].measures
        assert gc.isenabled() is collecting
        assert bool(gc.get_freeze_count()) is frozen
    finally:
        gc.enable()
        gc.unfreeze()


def test_what_was_read_can_still_be_collected() -> None:
    reading = read_document(read_bytes(REPORT.encode(), "report.txt"))
    # A cycle made while the reader promoted everything to the oldest: a full look finds it.
    cycle: list[object] = [reading]
    cycle.append(cycle)
    read_document(read_bytes(REPORT.encode(), "report.txt"))
    del cycle
    assert gc.collect() >= 1
