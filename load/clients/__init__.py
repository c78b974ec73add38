"""Clients of several kinds, from the cheapest that can be timed to one that reconnects and resumes."""
