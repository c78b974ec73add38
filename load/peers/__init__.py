"""Our gateway beside a Go and a FastAPI server that do the same work, one core each (README.md)."""
