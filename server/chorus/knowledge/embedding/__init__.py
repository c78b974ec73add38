"""Vectors of passages and questions."""
