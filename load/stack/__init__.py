"""A running stack to test against, credentials to connect with, and what its processes use."""
