"""Bounds of HTTP."""
