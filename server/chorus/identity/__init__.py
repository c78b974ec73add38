"""Authentication and authorisation: log-ins, tokens, keys, nonces, scopes."""
