"""Which of the written numbers are measures, and which are names, dates, ordinals or something else."""
