"""From the bytes of a file to passages. Pure, but for the PDF reader, which has a process of its own."""
