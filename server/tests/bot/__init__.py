"""The bot: documents, retrieval, decisions, answers."""
