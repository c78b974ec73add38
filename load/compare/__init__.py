"""Our gateway beside a Go and a FastAPI server that do the same work on one core each (README.md)."""
