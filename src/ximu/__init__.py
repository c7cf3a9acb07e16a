"""ximu 徙木: reads what a government promised, follows what came of it, and shows everyone the difference."""

__version__ = "0.1.0"
