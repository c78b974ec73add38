"""What gateways ask of the chat service."""
