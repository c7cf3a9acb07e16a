"""Statements by statements: series, outcomes, findings."""
