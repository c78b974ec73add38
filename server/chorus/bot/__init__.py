"""The bot that answers first, from the tenant's documents, and knows when to hand over (C9)."""
