"""Counts that all processes share: requests, sockets, processes."""
