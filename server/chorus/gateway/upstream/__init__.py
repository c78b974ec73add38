"""From the sockets to the chat service."""
