"""Streams of frames, spoilt at random: what the gateway must do with each is worked out apart from its code."""
