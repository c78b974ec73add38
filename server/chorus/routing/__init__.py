"""Which human gets a conversation: the queue, offers, assignments, availability."""
