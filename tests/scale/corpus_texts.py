"""Many small reports of invented places, and a subprocess that runs `ximu corpus`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

TEXT = """{place}市{year}年政府工作报告
各位代表：
我代表市人民政府向大会报告工作，请审议。
一、{last}年工作回顾
全市地区生产总值达{gdp}亿元，增长{growth}%；新增城镇就业{jobs}万人。
二、{year}年工作安排
地区生产总值增长{goal}%以上，新增学位{seats}个，建成{place}大桥。
"""
PLACES = ("临江", "望川", "青岚", "松原浦", "云汀", "河口湾")


def report(number: int) -> str:
    """The text of report `number`; no two are alike."""
    year = 2010 + number % 10
    return TEXT.format(
        place=PLACES[number % len(PLACES)],
        year=year,
        last=year - 1,
        gdp=1000 + number,
        growth=5 + number % 7,
        jobs=2 + number,
        goal=6 + number % 5,
        seats=500 + number,
    )


def fill(folder: Path, count: int) -> Path:
    """`count` reports in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"{number:04}.txt").write_text(report(number), encoding="utf-8")
    return folder


def start(*arguments: str | Path) -> subprocess.Popen[str]:
    """`ximu corpus …` in a process group of its own."""
    command = [sys.executable, "-m", "ximu.cli", "corpus", *map(str, arguments)]
    return subprocess.Popen(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)


def files(out: Path) -> dict[str, bytes]:
    """Everything an output folder holds, by name."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }
