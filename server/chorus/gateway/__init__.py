"""C1: sockets. Knows no SQL and no business rule."""
