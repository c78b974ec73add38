"""The composition roots and the settings."""
