"""Repair of damaged text: one module per kind of damage, with its words and its cases; nothing is repaired silently."""

from ximu.read.clean.edits import CleanText, Edit
from ximu.read.clean.steps import STEPS, repair

__all__ = ["STEPS", "CleanText", "Edit", "repair"]
