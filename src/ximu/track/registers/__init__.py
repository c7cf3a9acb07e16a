"""Registers: lists with versions, river files, random inspection, lots, evaluations.

What has states and moves is a playbook; what has none is a table here. Writes go through `actions` only.
"""
