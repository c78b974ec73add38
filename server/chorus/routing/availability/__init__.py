"""Which agents are there, and who may be offered a conversation."""
