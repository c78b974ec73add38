"""What customers say to a bot, language by language. All phrases are folded: lower case, no accents."""

from chorus.language.lexicon.english import ENGLISH
from chorus.language.lexicon.french import FRENCH
from chorus.language.lexicon.german import GERMAN
from chorus.language.lexicon.portuguese import PORTUGUESE
from chorus.language.lexicon.spanish import SPANISH
from chorus.language.lexicon.words import Words

LEXICON: dict[str, Words] = {
    "en": ENGLISH,
    "fr": FRENCH,
    "es": SPANISH,
    "pt": PORTUGUESE,
    "de": GERMAN,
}
