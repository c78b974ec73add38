"""Messages of a conversation, and notes that only agents see."""
