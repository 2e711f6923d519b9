"""How fast the main road is: `make bench` measures it and writes report.md and report.json."""
