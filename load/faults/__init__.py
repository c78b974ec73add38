"""Faults that are injected while clients chat, and the checks of what clients saw."""
