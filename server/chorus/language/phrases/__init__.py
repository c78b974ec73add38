"""Texts of Chorus itself, in every language of the widget."""
