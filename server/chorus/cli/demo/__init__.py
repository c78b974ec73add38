"""The demo tenant: a shop with a bot, a small knowledge base, two agents, a supervisor and an admin."""
