"""The tenant's usage of language models."""
