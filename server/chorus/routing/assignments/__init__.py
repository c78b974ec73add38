"""An agent has the conversation: accept, transfer, give back."""
