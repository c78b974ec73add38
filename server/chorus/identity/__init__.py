"""Who is asking, and what may they do: log-ins, tokens, keys, nonces, scopes."""
