"""Tools that put Chorus under load and under faults, and judge what its users would have seen."""
