"""The log of events: its growth, its state, its readers."""
