"""Teams: groups of agents that a conversation can be given to."""
