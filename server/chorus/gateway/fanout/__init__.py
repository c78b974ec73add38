"""From the bus to the sockets."""
