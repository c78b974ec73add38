"""Writes the contracts from the code, and the code from the contracts."""
