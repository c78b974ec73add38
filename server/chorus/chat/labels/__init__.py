"""Words that sort conversations, defined once for the tenant."""
