"""Reading what people write: sentences, language, mood, facts. Pure, and by rule alone."""
