"""The paying organisation."""
