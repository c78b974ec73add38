"""Find messages by their words, and conversations by their customer."""
