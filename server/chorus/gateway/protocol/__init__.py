"""The protocol of a socket, without I/O: a frame in, effects out."""
