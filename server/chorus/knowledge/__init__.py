"""The knowledge base: documents, their parsing, embedding and retrieval."""
