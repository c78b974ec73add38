"""The command `chorus`."""
