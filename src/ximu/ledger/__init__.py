"""What is said: plain frozen records, their positions, identity and exchange formats."""
