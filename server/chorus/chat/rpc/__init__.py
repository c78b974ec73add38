"""The chat service's side of the gateways' RPC."""
