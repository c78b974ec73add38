"""Files of messages: checked by content, stored under random keys, served as downloads."""
