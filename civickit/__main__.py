"""`python -m civickit` is the same as `civickit`."""

from civickit.cli import main

main(prog_name="civickit")
