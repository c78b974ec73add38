"""The protocol between processes: frames, events, envelopes, topics, close codes."""
