"""The vector index: ChromaDB, or memory."""
