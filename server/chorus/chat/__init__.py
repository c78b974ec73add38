"""C2: the chat service, one folder per noun, one file per use case."""
