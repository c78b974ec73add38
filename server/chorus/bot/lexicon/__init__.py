"""What customers say to a bot, language by language. All phrases are folded: lower case, no accents."""

from chorus.bot.lexicon.english import ENGLISH
from chorus.bot.lexicon.french import FRENCH
from chorus.bot.lexicon.german import GERMAN
from chorus.bot.lexicon.portuguese import PORTUGUESE
from chorus.bot.lexicon.spanish import SPANISH
from chorus.bot.lexicon.words import Words

LEXICON: dict[str, Words] = {
    "en": ENGLISH,
    "fr": FRENCH,
    "es": SPANISH,
    "pt": PORTUGUESE,
    "de": GERMAN,
}
