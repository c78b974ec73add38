"""Bytes to frames: the handshake, RFC 6455, picows."""
