"""The commands that have commands of their own."""
