"""Which language a short text is in, by its small words. Enough to answer in kind; not a linguist."""

from collections.abc import Iterable

from chorus.language.fold import words

LANGUAGES = ("en", "fr", "es", "pt", "de")

_SMALL_WORDS = {
    "en": "the a an and or is are was were be been i you he she it we they my your his her our their this that these "
    "those of to in on at for with from by about as not don't doesn't didn't can't cannot can could would should will "
    "do does did have has had how what when where which who why please thanks thank hello hi hey yes no i'm i'd i'll "
    "i've it's there here if but so just me am any some get want need help order where's what's",
    "fr": "le la les un une des du de et ou est sont je tu il elle nous vous ils elles mon ma mes votre vos notre ce "
    "cette ces que qui quoi dans sur pour avec par pas ne au aux plus comment quand combien pourquoi bonjour merci "
    "salut oui non s'il plait c'est j'ai je n'ai d'un d'une qu'est l'on suis etes avez avoir etre mais donc bonsoir "
    "commande puis peux peut voudrais veux quel quelle quels quelles ou mes j'aimerais",
    "es": "el la los las un una unos unas y o es son yo tu usted ustedes mi mis su sus este esta estos que quien como "
    "cuando cuanto donde por para con sin de del al en no si muy mas hola gracias buenos buenas dias tardes quiero "
    "necesito puedo puede tengo tiene hay esta estoy pero pedido cual cuales me le lo se ya favor quisiera ayuda",
    "pt": "o a os as um uma uns umas e ou sao eu tu voce voces ele ela nos meu minha meus minhas seu sua este esta "
    "isso que quem como quando quanto onde por para com sem de do da dos das no na nos nas ao nao sim muito mais ola "
    "oi obrigado obrigada bom boa dia tarde quero preciso posso pode tenho tem ha estou mas pedido qual quais me "
    "gostaria ajuda pelo pela voces",
    "de": "der die das ein eine einen einem einer und oder ist sind ich du er sie es wir ihr mein meine meinen dein "
    "ihre ihren dieser diese dieses von zu in im am auf fur mit bei nicht kein keine wie was wann wo warum wer welche "
    "bitte danke hallo ja nein habe hat haben kann konnen mochte will brauche aber wenn auch noch schon mir mich uns "
    "bestellung guten tag moin",
}
# Words only one of them has weigh more than those that several share.
_OWNERS: dict[str, tuple[str, ...]] = {}
for _language, _text in _SMALL_WORDS.items():
    for _word in _text.split():
        if _language not in _OWNERS.get(_word, ()):
            _OWNERS[_word] = (*_OWNERS.get(_word, ()), _language)
# Letters and endings that give a language away when small words are missing.
_TELLING = {
    "es": ("¿", "¡", "ñ"),
    "pt": ("ã", "õ", "ção", "ções"),
    "de": ("ß", "ä", "ö", "ü"),
    "fr": ("œ", "è", "ê", "ç'", "î", "û"),
}


def detect(text: str, *, at_least: float = 1.0) -> str | None:
    """Detect one of `LANGUAGES`; None if the text is too short."""
    scores = dict.fromkeys(LANGUAGES, 0.0)
    for word in words(text):
        owners = _OWNERS.get(word, ())
        for language in owners:
            scores[language] += 1 / len(owners)
    lowered = text.lower()
    for language, marks in _TELLING.items():
        scores[language] += sum(1 for mark in marks if mark in lowered)
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    if ranked[0][1] < at_least or ranked[0][1] == ranked[1][1]:
        return None
    return ranked[0][0]


def detect_of(texts: Iterable[str], *, declared: str | None = None) -> str:
    """Return the language to answer in: of the newest conclusive text, else the declared one, else English."""
    for text in texts:
        found = detect(text)
        if found is not None:
            return found
    short = (declared or "").split("-")[0].lower()
    return short if short in LANGUAGES else "en"
