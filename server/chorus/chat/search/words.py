"""From what a person types to what PostgreSQL looks for. Pure."""

import re

# A word's beginning is enough: this stands in for the stemming that `simple`, right in every language, does not do.
LEXEME = re.compile(r"'(?:[^']|'')+'")
PREFIX_MIN = 3


def with_prefixes(tsquery: str, typed: str) -> str:
    """The text of a tsquery with each word open at its end; between quotes a person means exactly what stands there."""
    if '"' in typed:
        return tsquery
    return LEXEME.sub(lambda found: found[0] + (":*" if len(found[0]) - 2 >= PREFIX_MIN else ""), tsquery)


def marked(snippet: str) -> str:
    """The headline with our marks. They are the only brackets in it: those of the text have become `[]`."""
    return snippet.replace(START, "<mark>").replace(STOP, "</mark>")


START, STOP = "\ue000", "\ue001"  # private use: nobody types them, and they are taken out of the text first
