"""Named projects in sentences of our own, with invented places."""

from __future__ import annotations

import pytest

from ximu.read.outline import Part
from ximu.read.project import FoundProject, projects


def read(text: str, role: str = "plan") -> list[FoundProject]:
    return projects(text, (Part(1, "", 0, len(text), role),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("加快临江大道、青石路建设。", ["临江大道", "青石路"]),
        ("全力推进东湖公园二期建设。", ["东湖公园"]),
        ("建成临江市第二人民医院。", ["临江市第二人民医院"]),
        ("启动清水镇污水处理厂建设。", ["清水镇污水处理厂"]),
        ("鼓励建设农村公路和公办学校。", []),
        ("推进项目建设。", []),
        ("推进物流园建设。", []),
        ("临江大道风景优美。", []),
    ],
)
def test_only_named_things_that_are_worked_on_are_projects(text: str, names: list[str]) -> None:
    assert [project.name.removesuffix("二期") for project in read(text)] == names


def test_every_mention_and_every_stage_word_of_a_project_is_kept() -> None:
    text = "临江大桥开工建设。交通更加便捷，临江大桥主体封顶，临江大桥让出行更方便。"
    (project,) = read(text)
    assert [text[start:end] for start, end in project.mentions] == ["临江大桥"] * 3
    assert [(text[s.start : s.end], s.stage) for s in project.stages] == [("开工建设", "start"), ("主体封顶", "finish")]
    assert project.kind == "road"


def test_shorter_form_is_another_name_of_the_same_project() -> None:
    (project,) = read("启动临江市东湖公园建设。年底建成东湖公园。")
    assert (project.name, project.aliases) == ("临江市东湖公园", ("东湖公园",))
    assert len(project.mentions) == 2


def test_glossary_and_furniture_hold_no_projects() -> None:
    assert read("建成临江大桥。", role="glossary") == []
