"""The log as its readers get it: replay of a topic, and which topics moved."""
