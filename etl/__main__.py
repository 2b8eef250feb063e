"""`python -m etl` is the same as `etl`."""

from etl.cli import main

main()
