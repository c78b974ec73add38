"""What runs: the composition roots, the settings and the command line."""
