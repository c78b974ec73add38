"""The passages that fit a question."""
