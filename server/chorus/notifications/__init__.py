"""C5: tells people who are not looking. So far: a customer who was promised an answer gets it by mail."""
