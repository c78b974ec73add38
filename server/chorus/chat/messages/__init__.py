"""What is said in a conversation, and the notes that only agents see."""
