"""What Chorus itself says to people, in every language of the widget."""
