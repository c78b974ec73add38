"""Parse a file into passages. Pure, except for the PDF reader, which has a process of its own."""
