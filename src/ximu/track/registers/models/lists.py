"""三清单一目录: the lists a government publishes, version by version; a published version never changes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from ximu.track.models import Government, Person


class ListVersion(models.Model):
    """One version of one list. `kind` is an id of `list_kinds.toml`; `in_force_on` the day from which it holds."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="list_versions")
    kind = models.CharField(max_length=40)
    number = models.IntegerField()  # 1, 2, 3 … of this list
    in_force_on = models.DateField()
    document_no = models.CharField(max_length=80, blank=True)
    note_zh = models.TextField(blank=True)  # why the list changed
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="list_versions")
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["government", "kind", "number"], name="list_version_number")
        ]
        ordering: ClassVar = ["kind", "number"]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class ListEntry(models.Model):
    """One entry of a version; the same `code` in another version is the same entry."""

    version = models.ForeignKey(ListVersion, models.CASCADE, related_name="entries")
    code = models.CharField(max_length=40)
    name_zh = models.CharField(max_length=300)
    group_zh = models.CharField(max_length=80, blank=True)  # 类别
    unit_zh = models.CharField(max_length=80, blank=True)  # 实施部门 as the list names it
    basis_zh = models.TextField(blank=True)  # 依据
    detail_zh = models.TextField(blank=True)  # 责任事项、收费标准、禁限要求

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["version", "code"], name="list_entry_code")]
        ordering: ClassVar = ["code"]
