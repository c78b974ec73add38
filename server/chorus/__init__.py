"""Chorus: omnichannel live chat."""
