"""The summary engine (C4): what a human needs to know at hand-over, each line with the messages that prove it."""
