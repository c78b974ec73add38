"""Answers that are kept for typing a shortcut."""
