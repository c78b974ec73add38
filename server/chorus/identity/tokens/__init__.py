"""Signed tokens, nonces, keys, and tokens of outside issuers."""
