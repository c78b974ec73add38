"""Numbers, codes, dates, addresses and accounts in a text."""
