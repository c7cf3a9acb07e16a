"""The table of words is whole: every word that is used is there in both languages, every one that is there is used."""

from __future__ import annotations

import re
import string
from pathlib import Path
from typing import get_args

import pytest
from django.conf import settings

from ximu.ledger import commitment, finding, integrity, link, measure
from ximu.ledger import report as report_records
from ximu.site.cases.intake import IntakeForm
from ximu.site.cases.public import STATES
from ximu.site.findings import ALL_RULES
from ximu.site.language import say, words
from ximu.site.outcomes import OUTCOMES
from ximu.site.pages.method import tolerances
from ximu.site.projects.bench import QUARTERS, PlanForm
from ximu.site.registers.bench.fields import FORMS as FORMS_OF_REGISTERS
from ximu.site.registers.corrections import CorrectionForm
from ximu.site.statements import KINDS
from ximu.site.watch.bench import FigureForm
from ximu.site.workbench.assessments import PARAMETERS, NewAssessment
from ximu.site.workbench.cases import CallForm, ChangeForm
from ximu.site.workbench.clerk_queue import AFTER
from ximu.site.workbench.confirming import ConfirmForm
from ximu.site.workbench.forms import ItemForm
from ximu.site.workbench.items import SORTS
from ximu.site.workbench.people import FORMS
from ximu.site.workbench.task_tables import TableForm
from ximu.store.models import Review
from ximu.store.review import CORRECTABLE
from ximu.terms.load import indicators
from ximu.track.cases.models import Channel
from ximu.track.jobs.models import Job
from ximu.track.registers.differences import FIELDS
from ximu.track.registers.models import River
from ximu.track.rules.playbook import Phase
from ximu.track.scoring.rules import Group
from ximu.track.standing import EvidenceAxis, ScheduleAxis
from ximu.track.watch.rules import DEFAULT_BUDGET
from ximu.track.watch.table import WrongKind

SITE = Path(__file__).resolve().parents[2] / "src" / "ximu" / "site"
# The offers of the pages of registers, as the modules name them.
REGISTER_FORMS = {
    name
    for file in (SITE / "registers" / "bench").glob("*.py")
    for name in re.findall(r'Offer\(\s*"(\w+)"', file.read_text(encoding="utf-8"))
}
# What the journal is told by name, wherever work is changed.
DEEDS = {
    name
    for file in (SITE.parent / "track").rglob("*.py")
    for name in re.findall(
        r'\b(?:record|_?note|_set_published|tell_journal|Entry)\(\s*(?:[\w.]+,\s*)*"([a-z_]+)"',
        file.read_text(encoding="utf-8"),
    )
}
# Groups whose keys are codes of the records.
CODES = {
    "deed": DEEDS,
    "word": {*KINDS, *get_args(measure.Stance)},
    "aspect": set(get_args(measure.Aspect)),
    "label": set(get_args(commitment.Label)),
    "stage": {stage or "plain" for stage in get_args(commitment.Stage)},
    "finding": set(get_args(finding.FindingType)),
    "severity": {"1", "2", "3"},
    "number": set(get_args(measure.NumberClass)),
    "role": set(get_args(report_records.Role)),
    "level": {*get_args(report_records.Level), "none"},
    "source_kind": set(get_args(report_records.SourceKind)),
    "firmness": {"plain", "ensure", "strive"},
    "certainty": {"plain", "estimated"},
    "sure": {"yes", "no"},
    "outcome": set(OUTCOMES),
    "verdict": set(link.VERDICTS),
    "integrity_group": set(integrity.GROUPS),
    "integrity_part": set(integrity.PARTS),
    "finding_rule": set(ALL_RULES),
    "finding_rule_why": set(ALL_RULES),
    "limit": {one.name for one in tolerances()},
    "origin": {*get_args(link.Origin), "unmatched"},
    "section": {
        "desk",
        "items",
        "cases",
        "projects",
        "registers",
        "watch",
        "votes",
        "assessments",
        "review",
        "breakdown",
        "standing",
        "statistics",
        "journal",
        "people",
        "jobs",
    },
    "job_kind": set(settings.JOB_KINDS),
    "job_state": {str(one) for one in Job.State.values},
    "refusal": {
        "no_such_move",
        "wrong_state",
        "role",
        "same_person",
        "missing",
        "evidence_kind",
        "not_yet",
        "no_field",
        "wrong_value",
        "no_extension",
        "date",
    },
    "needed": {
        "state",
        "reached",
        "made",
        "not_made",
        "closed",
        "on_time",
        "late",
        "due",
        "evidence",
        "parts_closed",
        "clock",
        "field",
        "vote",
    },
    "watch_kind": set(DEFAULT_BUDGET),
    "figure_wrong": set(get_args(WrongKind)),
    "figure_form": set(FigureForm.base_fields),
    "plan_form": {name.lower() for name in (*PlanForm.base_fields, *QUARTERS)},
    "row_change": {"new", "changed", "unchanged"},
    "table_form": set(TableForm.base_fields),
    "case_state": set(STATES),
    "clerk_part": set(AFTER),
    "channel": {str(one) for one in Channel.values},
    "case_sign": {"category", "near", "place", "words"},
    "call_field": set(CallForm.NAMES),
    "change_field": {*ChangeForm.base_fields, "category", "public_wanted"},
    "intake_field": {*IntakeForm.base_fields, "government", "category", "photos"},
    "staff_form": set(FORMS),
    "staff_field": {name for form in FORMS.values() for name in form.base_fields},
    "assessment_field": {*NewAssessment.base_fields, "units"},
    "confirm_field": set(ConfirmForm.base_fields),
    "parameter": set(PARAMETERS),
    "point_group": set(get_args(Group)),
    "items_sort": set(SORTS),
    "phase": set(get_args(Phase)),
    "evidence_axis": set(get_args(EvidenceAxis)),
    "schedule_axis": set(get_args(ScheduleAxis)),
    "lamp": {"green", "blue", "yellow", "orange", "red", "none"},
    "verdict_of_review": {str(one) for one in Review.Verdict.values},
    "review_said": {str(one) for one in Review.Verdict.values},
    "field": {name for names in CORRECTABLE.values() for name in names},
    "value_role": set(get_args(measure.ValueRole)),
    "bound": set(get_args(measure.Bound)),
    "stance": set(get_args(measure.Stance)),
    "ask": {"reply", "reason", "date", "unit", "progress_zh", "problems_zh", "next_steps_zh", *ItemForm.NAMES},
    "list_change": {"added", "removed", "changed"},
    "list_field": set(FIELDS),
    "river_kind": {str(one) for one in River.Kind.values},
    "correction_field": set(CorrectionForm.base_fields),
    "register_table": {"lists", "rivers", "draws", "lots", "evaluations"},
    "register_form": REGISTER_FORMS,
    "register_field": {name for form in FORMS_OF_REGISTERS for name in form.base_fields},
    "domain": {one.domain for one in indicators().values()},
}


def sources() -> str:
    files = [*SITE.rglob("*.py"), *SITE.rglob("*.html")]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def used() -> set[str]:
    text = sources()
    in_templates = set(re.findall(r"""\{%\s*say ["']([\w.]+)["']""", text))
    in_modules = set(re.findall(r"""["']([a-z_]+\.[a-z0-9_]+)["']""", text))
    return in_templates | (in_modules & set(words()))


def test_every_word_that_a_template_says_is_in_the_table() -> None:
    missing = set(re.findall(r"""\{%\s*say ["']([\w.]+)["']""", sources())) - set(words())
    assert not missing


def test_every_word_of_the_table_is_used() -> None:
    errors = {key for key in words() if key.startswith("error.") and key != "error.home"}
    idle = {key for key in words() if key.split(".")[0] not in {*CODES, "fact", "paper"}} - used() - errors
    assert not idle


@pytest.mark.parametrize(("group", "codes"), CODES.items())
def test_every_code_of_the_records_has_a_word(group: str, codes: set[str]) -> None:
    assert {key.partition(".")[2] for key in words() if key.partition(".")[0] == group} == codes


def test_facts_that_can_be_unknown_have_words() -> None:
    known = {key.split(".")[1] for key in words() if key.startswith("fact.")}
    assert known <= set(report_records.Report.__struct_fields__)


def test_both_languages_fill_in_the_same_values() -> None:
    def names(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for key, entry in words().items():
        assert set(entry) <= {"zh", "en", "en_one"}, key
        assert names(entry["zh"]) == names(entry["en"]), key
        assert not re.search("[\u4e00-\u9fff]", re.sub("债务|以上|以内|左右", "", entry["en"])), key


def test_one_thing_is_not_many() -> None:
    assert say("search.hits", "en", n=1) == "1 sentence"
    assert say("search.hits", "en", n=2) == "2 sentences"
    assert say("search.hits", "zh", n=1) == "1 处"
