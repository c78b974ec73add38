"""Load tests, fault injection and consistency checks for Chorus."""
