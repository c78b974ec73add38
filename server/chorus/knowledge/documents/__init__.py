"""The tenant's documents: what the bot knows."""
