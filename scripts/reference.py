"""Write the pages of the manual that come from code and data: commands, words, indicators, units, the codebook."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Any

import click
import django

from ximu.cli.main import SUBCOMMANDS, cli
from ximu.link.products.panel import variables
from ximu.link.products.panel_files import NOTE, variables_table
from ximu.link.words import table
from ximu.site.environment import SETTINGS
from ximu.terms.load import Indicator, Term, terms

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"
NOTICE = "<!-- Written by `make manual`; change the code or the data, not this page. -->"


def commands_page() -> str:
    """Every command with its help, as the terminal shows it at 80 columns."""
    lines = [
        "# 命令 · Commands",
        "",
        NOTICE,
        "",
        "退出状态 · Exit status: 0 全部成功 all went well, 1 有的没有成功 something failed, 2 用法不对 wrong usage.",
    ]
    for name in SUBCOMMANDS:
        with click.Context(cli, info_name="ximu", terminal_width=80, **cli.context_settings) as parent:
            command = cli.get_command(parent, name)
            if command is not None:
                lines += _command_lines(command, name, parent, "##")
    return "\n".join(lines) + "\n"


def _command_lines(command: click.Command, name: str, parent: click.Context, marks: str) -> list[str]:
    """The help of a command, then of the commands inside it."""
    with click.Context(command, info_name=name, parent=parent, terminal_width=80) as context:
        shown = command.get_help(context).replace("\b", "").rstrip()
        lines = ["", f"{marks} {context.command_path}", "", "```text", shown, "```"]
        for inner, one in getattr(command, "commands", {}).items():
            lines += _command_lines(one, inner, context, marks + "#")
    return lines


def glossary_page() -> str:
    """Every term by group: Chinese, English, identifier, words not to use."""
    lines = [
        "# 词汇 · Glossary",
        "",
        NOTICE,
        "",
        "一个词一个意思。One word, one meaning; the last column says what not to write for it.",
    ]

    def group(term: Term) -> tuple[str, str]:
        return term.group_zh, term.group_en

    for (group_zh, group_en), found in groupby(terms().glossary, key=group):
        lines += [
            "",
            f"## {group_zh} · {group_en}",
            "",
            "| 中文 | English | 识别名 identifier | 注意 | 不用 not |",
            "|---|---|---|---|---|",
        ]
        for term in found:
            identifier = f"`{term.identifier}`" if term.identifier else ""
            lines.append(f"| {term.zh} | {term.en} | {identifier} | {term.note_zh} | {'；'.join(term.not_words)} |")
    return "\n".join(lines) + "\n"


DOMAINS = {
    "accounts": ("核算", "Accounts"),
    "industry": ("工业与企业", "Industry and enterprises"),
    "investment": ("投资与项目", "Investment and projects"),
    "consumption": ("消费与旅游", "Consumption and tourism"),
    "opening": ("开放与招商", "Opening up and investment promotion"),
    "fiscal": ("财政", "Public finance"),
    "finance": ("金融", "Finance"),
    "people": ("人口、就业与收入", "Population, jobs and income"),
    "security": ("社会保障", "Social security"),
    "poverty": ("脱贫", "Poverty relief"),
    "education": ("教育", "Education"),
    "health": ("卫生", "Health"),
    "culture": ("文化", "Culture"),
    "housing": ("住房", "Housing"),
    "urban": ("城市建设", "Urban construction"),
    "rural": ("乡村建设", "Rural construction"),
    "transport": ("交通与通信", "Transport and communications"),
    "environment": ("环境与节能", "Environment and energy saving"),
    "agriculture": ("农业与水利", "Agriculture and water works"),
    "innovation": ("创新与人才", "Innovation and talent"),
    "governance": ("政务与安全", "Administration and safety"),
}
DIRECTIONS = {
    "up": "高为好 higher is better",
    "down": "低为好 lower is better",
    "band": "在区间内为好 inside a band",
    "neutral": "不论好坏 neither",
}


def indicators_page() -> str:
    """Every indicator by domain: id, names, definition, units, which way is good, aliases, breaks of the series."""
    lines = [
        "# 指标 · Indicators",
        "",
        NOTICE,
        "",
        "识别名只增不改。An id is added, never renamed. `ximu ref indicator NAME` 可离线查阅 looks one up offline.",
    ]
    for domain, found in groupby(terms().indicators, key=lambda one: one.domain):
        lines += ["", f"## {' · '.join(DOMAINS[domain])}"]
        for one in found:
            lines += ["", f"### `{one.id}`", "", *_indicator_lines(one)]
    return "\n".join(lines) + "\n"


def _indicator_lines(one: Indicator) -> list[str]:
    lines = [
        f"**{one.zh}** · {one.en}",
        "",
        f"- 含义 definition: {one.definition_zh} / {one.definition_en}",
        f"- 单位 units: {'、'.join(one.units)}; {DIRECTIONS[one.direction]}",
    ]
    if one.aliases:
        lines.append(f"- 又称 also: {'、'.join(one.aliases)}")
    if one.not_to_confuse_with:
        lines.append("- 勿混 not: " + "、".join(f"`{other}`" for other in one.not_to_confuse_with))
    if one.note:
        lines.append(f"- 注意 mind: {one.note} / {one.note_en}")
    lines += [f"- 断点 break {change.year}: {change.note} / {change.note_en}" for change in one.changes]
    return lines


def units_page() -> str:
    """Every written unit by dimension, with its factor to the base unit."""
    lines = [
        "# 单位 · Units",
        "",
        NOTICE,
        "",
        "万、亿等是数的一部分，不是单位。万 and 亿 belong to the number, not to the unit. 约 marks a rounded factor.",
    ]
    for name, dimension in terms().dimensions.items():
        lines += ["", f"## {name}: {dimension.en}", ""]
        if not dimension.base:
            lines.append("、".join(dimension.units))
            continue
        lines += [f"| 单位 unit | = {dimension.base} |", "|---|---|"]
        for written, factor in dimension.units.items():
            if written:
                lines.append(f"| {written} | {'约 ' if written in dimension.rounded else ''}{factor:f} |")
    lines += [
        "",
        "## 数旁的词 · Words beside a number",
        "",
        "| 读作 read as | English | 在数前 before | 在数后 after |",
        "|---|---|---|---|",
    ]
    for one in terms().modifiers:
        meaning = one.bound or one.firmness or one.certainty
        lines.append(f"| `{meaning}` | {one.en} | {'、'.join(one.before)} | {'、'.join((*one.between, *one.after))} |")
    lines += ["", "没有自己的数的目标，照原文显示。A target without a number of its own is shown as written:", ""]
    lines += [f"- {form.en}: {'、'.join(form.words)}" for form in terms().forms]
    return "\n".join(lines) + "\n"


def panel_page() -> str:
    """Every variable of the research panel, as its codebook has it."""
    lines = [
        "# 面板变量 · Panel variables",
        "",
        NOTICE,
        "",
        "`ximu export --as panel` 的 `panel_long.csv`，一个地方、年份、指标（口径、单位、部分）一行。One row for each place, year and",
        "indicator (with aspect, unit, part of the place).",
        "",
        *NOTE,
        "",
        *variables_table(variables()),
        "",
        "## panel_wide",
        "",
        "一个地方、年份一行。列名是指标编号（太长的截短，加四个字符区别）、口径字母、下面的结尾，例如 `gross_regional_product_g_t`。"
        "只有全域、惯用单位的数。",
        "",
        "One row for each place and year. A column is named by the id of the indicator (a long one is cut, with four characters",
        "that tell it apart), a letter for the aspect, and an ending. Only values of the whole place in the customary unit.",
        "",
        "| 字母 letter | 口径 aspect |",
        "|---|---|",
        *(f"| `{letter}` | {aspect} |" for aspect, letter in table("products/panel")["aspect_letter"].items()),
        "",
        "| 结尾 ending | 含义 meaning | label |",
        "|---|---|---|",
        *(f"| `_{one['name']}` | {one['zh']} | {one['label']} |" for one in table("products/panel")["ending"]),
    ]
    return "\n".join(lines) + "\n"


def settings_page() -> str:
    """Every setting: its variable, its value when it is not set, what it does."""
    lines = [
        "# 设置 · Settings",
        "",
        NOTICE,
        "",
        "每项设置是一个环境变量。Every setting is an environment variable. `ximu doctor` 会指出写错的名字 names one that is misspelt.",
        "",
        "| 变量 variable | 默认 default | 作用 what it does |",
        "|---|---|---|",
    ]
    lines += [f"| `{one.name}` | {f'`{one.default}`' if one.default else ''} | {one.help} |" for one in SETTINGS]
    return "\n".join(lines) + "\n"


def api_page() -> str:
    """Every address of the open interface with the values it understands, from its description."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ximu.site.settings")
    django.setup()
    from ximu.site.api.interface import api

    described = api.get_openapi_schema()
    lines = [
        "# 开放接口 · Open interface",
        "",
        NOTICE,
        "",
        "说明书 description: `/api/v1/openapi.json` (OpenAPI 3.1). 用法 how to use it: [中文](../how-to/use-the-api.md) · [English](../how-to/use-the-api.en.md).",
    ]
    for path, methods in described["paths"].items():
        asked = methods["get"]
        lines += ["", f"## `{path}`", "", f"{asked['summary']}. {asked['description']}"]
        if names := [_value_line(one) for one in asked.get("parameters", ())]:
            lines += ["", *names]
    return "\n".join(lines) + "\n"


def _value_line(one: dict[str, Any]) -> str:
    described = one.get("description") or one["schema"].get("description") or ""
    allowed = [shown for part in one["schema"].get("anyOf", [one["schema"]]) for shown in part.get("enum", ())]
    words = "; ".join(part for part in (described, " · ".join(map(str, allowed))) if part)
    return f"- `{one['name']}`{' (in the path)' if one['in'] == 'path' else ''}{f': {words}' if words else ''}"


PAGES: dict[str, Callable[[], str]] = {
    "api.md": api_page,
    "commands.md": commands_page,
    "glossary.md": glossary_page,
    "indicators.md": indicators_page,
    "panel.md": panel_page,
    "settings.md": settings_page,
    "units.md": units_page,
}


def main() -> int:
    """Write every page; exit status 0."""
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
