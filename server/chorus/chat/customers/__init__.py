"""Who writes to us, on any channel."""
