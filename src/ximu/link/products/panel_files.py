"""The panel as files: CSV long and wide, Parquet, the codebook, and a Stata script that loads the tables with labels."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal

from ximu.ledger.errors import UsageError
from ximu.ledger.exchange.cells import guarded
from ximu.ledger.exchange.kinds import plain
from ximu.link.products.panel import Cell, Panel, Row, Variable

CODEBOOK = ("table", "name", "kind", "label", "meaning_zh", "unit", "source", "values")


def panel_files(made: Panel, *, parquet: bool = True) -> Iterator[tuple[str, bytes]]:
    """Name and content of every file of the panel. Raises UsageError when Parquet is asked for and pyarrow is missing."""
    for name, rows, variables in (("long", made.long, made.variables), ("wide", made.wide, made.wide_variables)):
        yield f"panel_{name}.csv", panel_csv(rows, variables)
        if parquet:
            yield f"panel_{name}.parquet", panel_parquet(rows, variables)
    yield "codebook.csv", codebook_csv(made)
    yield "codebook.md", codebook_markdown(made)
    yield "panel.do", stata_script(made)


def panel_csv(rows: Iterable[Row], variables: tuple[Variable, ...]) -> bytes:
    """One table; numbers with all their digits, empty where nothing is known, words that a spreadsheet could run guarded."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([variable.name for variable in variables])
    for row in rows:
        writer.writerow([_cell(row[variable.name]) for variable in variables])
    return out.getvalue().encode("utf-8", "replace")


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return plain(value)
    return guarded(value) if isinstance(value, str) else str(value)


def panel_parquet(rows: Iterable[Row], variables: tuple[Variable, ...]) -> bytes:
    """The table with typed columns: text, integers, floats; null where nothing is known."""
    try:
        import pyarrow as pa
        from pyarrow import parquet as pq
    except ModuleNotFoundError as missing:
        raise UsageError("Parquet needs pyarrow", next_step="pip install 'ximu[corpus]'", code="U002") from missing
    types = {"text": pa.string(), "integer": pa.int64(), "flag": pa.int8(), "number": pa.float64()}
    kept = list(rows)
    columns = [
        pa.array([_plain_value(row[variable.name]) for row in kept], types[variable.kind]) for variable in variables
    ]
    fields = [
        pa.field(variable.name, types[variable.kind], metadata={"label": variable.label, "unit": variable.unit})
        for variable in variables
    ]
    out = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(columns, schema=pa.schema(fields)), out, compression="zstd")
    return out.getvalue()


def _plain_value(value: Cell) -> str | int | float | None:
    return float(value) if isinstance(value, Decimal) else value


def codebook_csv(made: Panel) -> bytes:
    """Every column of both tables: what it means, its unit, where it comes from."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CODEBOOK)
    for name, variables in (("panel_long", made.variables), ("panel_wide", made.wide_variables)):
        for one in variables:
            values = "; ".join(f"{value}={label}" for value, label in one.values.items())
            writer.writerow([name, one.name, one.kind, one.label, one.zh, one.unit, one.source, values])
    return out.getvalue().encode()


def codebook_markdown(made: Panel) -> bytes:
    """The codebook for reading."""
    lines = ["# Codebook · 变量说明", "", *NOTE, ""]
    for name, rows, variables in (("long", made.long, made.variables), ("wide", made.wide, made.wide_variables)):
        lines += [f"## panel_{name} ({len(rows)} rows)", "", *variables_table(variables), ""]
    return "\n".join(lines).encode()


NOTE = (
    "An empty cell is missing, never 0. Numbers are in bare units: 万 and 亿 are multiplied in; percent is 0–100; a fall is",
    "below zero. In CSV a text that begins with = + - @ or an apostrophe has one apostrophe more in front; in Parquet it has not.",
    "",
    "空格子是缺失，不是0。数值用基本单位，万、亿已乘入；百分数为0—100；下降为负。CSV里以 = + - @ 或撇号开头的文字，前面多一个撇号；Parquet里没有。",
)


def variables_table(variables: Iterable[Variable]) -> list[str]:
    """The lines of a Markdown table of these columns."""
    lines = [
        "| 变量 variable | 类型 kind | 含义 meaning | label | 单位 unit | 来源 source | 取值 values |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in variables:
        values = "; ".join(f"`{value}` {label}" for value, label in one.values.items())
        unit = f"`{one.unit}`" if one.unit else ""
        lines.append(f"| `{one.name}` | {one.kind} | {one.zh} | {one.label} | {unit} | {one.source} | {values} |")
    return lines


def stata_script(made: Panel) -> bytes:
    """A do-file that loads both CSV tables, labels every column and gives the words of closed lists as numbers with labels."""
    lines = ["* Loads the panel with its labels; run it in the folder of the files (Stata 14 or newer).", "version 14"]
    for name, variables in (("long", made.variables), ("wide", made.wide_variables)):
        text = [str(nth) for nth, one in enumerate(variables, 1) if one.kind == "text"]
        lines += [
            "",
            f'import delimited using "panel_{name}.csv", clear varnames(1) case(preserve) encoding("UTF-8") ///',
            f"    stringcols({' '.join(text)})",
        ]
        for one in variables:
            lines.append(f'label variable {one.name} "{_quoted(one.label)}"')
            if one.values:
                lines += _encoded(one)
        lines += ["compress", f'save "panel_{name}.dta", replace']
    return ("\n".join(lines) + "\n").encode()


def _encoded(one: Variable) -> Iterator[str]:
    """A column of a closed list as numbers, in the order of the codebook; the words stay beside it."""
    numbered = list(enumerate(one.values.items(), 1))
    yield f"generate byte {one.name}_n = ."
    for nth, (value, _) in numbered:
        yield f'replace {one.name}_n = {nth} if {one.name} == "{value}"'
    words = " ".join(f'{nth} "{_quoted(label)}"' for nth, (_, label) in numbered)
    yield f"label define {one.name}_l {words}, replace"
    yield f"label values {one.name}_n {one.name}_l"
    yield f'label variable {one.name}_n "{_quoted(one.label)}"'


def _quoted(text: str) -> str:
    return text.replace('"', "'").replace("`", "'")
