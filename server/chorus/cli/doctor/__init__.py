"""`chorus doctor`: looks at what usually breaks and says what to do about it."""
