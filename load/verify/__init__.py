"""Checks of what clients saw and of what the database holds."""
