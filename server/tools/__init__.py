"""What is run on a developer's machine, and not shipped."""
