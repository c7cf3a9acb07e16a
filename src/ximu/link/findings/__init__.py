"""What a reader of the ledger should look at: each module is one kind of finding with its words and limits in data."""
