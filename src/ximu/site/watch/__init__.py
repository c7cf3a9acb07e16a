"""Pages of watched figures: the list, one series, and where figures come in.

- `lines`    what the pages show: each series as it stands, how old first, with its warnings
- `public`   the public pages: figures with an address where they were published
- `bench`    the workbench: a form, a table, a key for programs, raising warnings as items
- `intake`   the address to which programs send figures
- `official` yearly figures of the catalogue's indicators also count in the ledger, above what a report claims
"""
