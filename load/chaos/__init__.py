"""What goes wrong in production, done on purpose to a crowd that chats meanwhile."""
