"""Chorus: omnichannel live chat."""

__version__ = "0.1.0"
