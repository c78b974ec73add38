"""Admission of connections: limits, rates and the queue."""
