"""The addresses of the workbench."""

from __future__ import annotations

from django.urls import path

from ximu.site.projects import bench
from ximu.site.workbench import (
    assessments,
    breakdown,
    desk,
    item,
    items,
    jobs,
    journal_page,
    overview,
    people,
    review,
    splitting,
    standing_paper,
    task_tables,
    votes,
)

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("notices/read/", desk.read_notices, name="read_notices"),
    path("items/", items.items_page, name="items"),
    path("items/export.xlsx", task_tables.export_file, name="export_items"),
    path("import/", task_tables.import_page, name="import"),
    path("items/<int:key>/", item.item_page, name="item"),
    path("items/<int:key>/edit/", item.edit_page, name="edit_item"),
    path("items/<int:key>/split/", splitting.split_page, name="split_item"),
    path("items/<int:key>/merge/", splitting.merge_page, name="merge_item"),
    path("items/<int:key>/evidence/", item.bring_evidence, name="bring_evidence"),
    path("items/<int:key>/evidence/<int:row>/", item.evidence_file, name="evidence_file"),
    path("items/<int:key>/progress/", item.report_progress, name="report_progress"),
    path("items/<int:key>/verify/<str:what>/<int:row>/", item.verify, name="verify"),
    path("items/<int:key>/published/", item.set_published, name="set_published"),
    path("items/<int:key>/votes/<str:vote>/", votes.cast, name="cast_vote"),
    path("votes/", votes.votes_page, name="votes"),
    path("projects/", bench.projects_page, name="bench_projects"),
    path("projects/<int:key>/", bench.project_page, name="bench_project"),
    path("projects/<int:key>/join/", bench.join_project, name="join_project"),
    path("breakdown/", breakdown.reports_page, name="breakdown_reports"),
    path("breakdown/<str:report_id>/", breakdown.breakdown_page, name="breakdown"),
    path("review/", review.review_reports, name="review_reports"),
    path("review/<str:report_id>/", review.review_page, name="review"),
    path("review/<str:report_id>/gold.jsonl", review.review_gold, name="review_gold"),
    path("standing/", overview.standing_page, name="standing"),
    path("standing.<str:form>", standing_paper.standing_file, name="standing_file"),
    path("units/<int:key>/deadlines.ics", standing_paper.unit_deadlines, name="unit_deadlines"),
    path("assessments/", assessments.assessments_page, name="assessments"),
    path("assessments/<int:key>/", assessments.assessment_page, name="assessment"),
    path("assessments/<int:key>/<int:unit>/", assessments.score_page, name="assessment_score"),
    path("assessments/<int:key>/<str:what>/", assessments.change, name="change_assessment"),
    path("jobs/", jobs.jobs_page, name="jobs"),
    path("jobs/<int:key>/", jobs.job_page, name="job"),
    path("people/", people.people_page, name="people"),
    path("journal/", journal_page.journal_page, name="journal"),
    path("journal/entries.jsonl", journal_page.journal_file, name="journal_file"),
]
