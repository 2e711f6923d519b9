"""The `clauseway` command."""
