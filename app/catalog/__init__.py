"""The catalogue: Markdown in, frozen course objects out; no database, no web, no clock."""
