"""The parts of reading promises: the words and their patterns, the objects of a clause, when it is due and who answers."""
