"""`python -m ximu.cli` is the `ximu` command."""

from ximu.cli.main import main

main()
