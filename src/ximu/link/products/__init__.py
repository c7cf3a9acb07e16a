"""What people take away: the comparison table, the draft of the next review, the research panel, SDMX."""
