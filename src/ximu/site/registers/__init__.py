"""Public pages of registers: lists, rivers, draws, decisions, credit, lots, evaluations, requests for correction."""
