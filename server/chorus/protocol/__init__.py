"""What crosses a process: frames, events, envelopes, topics, close codes."""
