"""A human is asked for: the queue, the offers, the promise to call back."""
