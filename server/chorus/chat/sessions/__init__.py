"""Live chat sessions: one row is one episode in which a human has the conversation."""
