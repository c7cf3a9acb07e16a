"""The ledger kept in a database, with search."""
