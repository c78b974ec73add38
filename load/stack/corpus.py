"""Chat texts in several languages, with the lengths and the spread of words that live chat has."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from chorus.chat.search.fold import RUN, folded, grams_of

CUSTOMER_SENTENCES = {
    "en": (
        "Where is my {product}?",
        "I ordered the {product} two weeks ago and it still has not arrived.",
        "The {product} arrived broken, one of the legs is missing.",
        "Can I return the {product} without the original packaging?",
        "Thanks!",
        "Yes, please.",
        "Do you deliver to {city} on a Saturday?",
        "I was charged twice for the {product} and would like my money back as soon as possible.",
        "Is the {product} also available in a darker color?",
        "My name is {name}, the parcel was sent to {city}.",
        "Could you please change the delivery address to {city}, I moved there last month.",
        "How long does the warranty of the {product} last, and what does it cover?",
    ),
    "de": (
        "Wo bleibt mein Paket mit {product}?",
        "Ich habe {product} vor zwei Wochen bestellt, und es ist immer noch nicht angekommen.",
        "Leider ist {product} beschädigt angekommen, ein Bein fehlt.",
        "Danke!",
        "Kann ich {product} ohne Originalverpackung zurückschicken?",
        "Liefern Sie samstags auch nach {city}?",
        "Mir wurde {product} zweimal berechnet, bitte erstatten Sie mir den Betrag.",
        "Mein Name ist {name}, die Lieferung ging nach {city}.",
        "Gibt es {product} auch in einer dunkleren Farbe?",
    ),
    "fr": (
        "Où est mon colis avec {product} ?",
        "J'ai commandé {product} il y a deux semaines et je n'ai toujours rien reçu.",
        "{product} est arrivé cassé, il manque un pied.",
        "Merci !",
        "Livrez-vous à {city} le samedi ?",
        "On m'a facturé {product} deux fois, je voudrais être remboursé rapidement.",
        "Je m'appelle {name}, la commande est partie à {city}.",
    ),
    "es": (
        "¿Dónde está mi pedido de {product}?",
        "Pedí {product} hace dos semanas y todavía no ha llegado.",
        "{product} ha llegado roto, falta una pata.",
        "¡Gracias!",
        "¿Entregan los sábados en {city}?",
        "Me han cobrado {product} dos veces y quiero que me devuelvan el dinero.",
        "Me llamo {name}, el paquete se envió a {city}.",
    ),
    "pt": (
        "Onde está a minha encomenda de {product}?",
        "Encomendei {product} há duas semanas e ainda não chegou.",
        "{product} chegou partido, falta uma perna.",
        "Obrigada!",
        "Entregam aos sábados em {city}?",
        "Cobraram {product} duas vezes, gostaria de ser reembolsado.",
    ),
    "ja": ("{product}はいつ届きますか。", "ありがとうございます。", "二週間前に注文しましたが、まだ届いていません。"),
}
ANSWER_SENTENCES = {
    "en": (
        "Thank you for your patience, I am looking into it right now.",
        "Your {product} left our warehouse in {city} yesterday and should arrive within three working days.",
        "I am sorry about that. We will send a new {product} today at no cost, and you can keep the old one.",
        "You can return the {product} within thirty days; the label is in the confirmation e-mail we sent you.",
        "The refund has been issued. With a card it takes up to five working days until you see it.",
        "Is there anything else I can help you with, {name}?",
    ),
    "de": (
        "Vielen Dank für Ihre Geduld, ich sehe gerade nach.",
        "Ihr Artikel {product} hat gestern unser Lager in {city} verlassen und kommt in drei Werktagen an.",
        "Das tut mir leid. Wir schicken Ihnen {product} heute noch einmal kostenlos zu.",
        "Die Erstattung ist veranlasst; bei Kartenzahlung dauert es bis zu fünf Werktage.",
    ),
    "fr": (
        "Merci de votre patience, je vérifie tout de suite.",
        "{product} a quitté notre entrepôt de {city} hier et arrivera sous trois jours ouvrés.",
        "Je suis désolée. Nous vous renvoyons {product} aujourd'hui sans frais.",
    ),
    "es": (
        "Gracias por su paciencia, lo estoy comprobando.",
        "{product} salió ayer de nuestro almacén de {city} y llegará en tres días laborables.",
        "Lo siento mucho. Hoy mismo le enviamos otro {product} sin coste.",
    ),
    "pt": (
        "Obrigado pela sua paciência, estou a verificar.",
        "{product} saiu ontem do nosso armazém em {city} e chega em três dias úteis.",
    ),
    "ja": ("お待たせして申し訳ございません。ただいま確認しております。", "{product}は昨日発送いたしました。"),
}
# Shares in percent.
LANGUAGES = {"en": 55, "de": 15, "fr": 10, "es": 10, "pt": 7, "ja": 3}
# How many sentences a text has: most have one or two, some are long.
SENTENCES, SENTENCE_WEIGHTS = (1, 2, 3, 5, 12), (45, 30, 15, 8, 2)
SYLLABLES = [
    "ba",
    "do",
    "fi",
    "gu",
    "ha",
    "jo",
    "ka",
    "le",
    "mi",
    "no",
    "pa",
    "qui",
    "ra",
    "si",
    "to",
    "ve",
    "wa",
    "xe",
    "yo",
    "zu",
    "bran",
    "cle",
    "dri",
    "flo",
    "gri",
    "plo",
    "stra",
    "tri",
]
NAMES, PRODUCTS, CITIES = 2_000, 5_000, 800


@dataclass(frozen=True, slots=True)
class Text:
    """A text, and what search keeps of it. `takes_reference`: an order number may follow it as a word of its own."""

    language: str
    is_answer: bool
    content: str
    folded: str
    grams: list[str]
    takes_reference: bool


class Corpus:
    """Random texts of one seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._products = [f"{self._word()} {self._word()}" for _ in range(PRODUCTS)]
        self._cities = [self._word() for _ in range(CITIES)]
        self._names = [f"{self._word()} {self._word()}" for _ in range(NAMES)]

    def texts(self, per_kind: int) -> Iterator[Text]:
        """Yield `per_kind` texts for each language, of customers first and of agents and bots second."""
        for language in LANGUAGES:
            for is_answer in (False, True):
                for _ in range(per_kind):
                    yield self._text(language, is_answer=is_answer)

    def _text(self, language: str, *, is_answer: bool) -> Text:
        sentences = (ANSWER_SENTENCES if is_answer else CUSTOMER_SENTENCES)[language]
        [count] = self._random.choices(SENTENCES, SENTENCE_WEIGHTS)
        content = " ".join(self._filled(self._random.choice(sentences)) for _ in range(count))
        fold = folded(content)
        takes_reference = not fold[-1].isdigit() and RUN.match(fold[-1]) is None
        return Text(language, is_answer, content, fold, sorted(grams_of(fold)), takes_reference)

    def _filled(self, sentence: str) -> str:
        return sentence.format(
            product=self._common(self._products), city=self._common(self._cities), name=self._common(self._names)
        )

    def _common(self, words: list[str]) -> str:
        # A few are named often and most hardly ever, as in life.
        return words[min(len(words) - 1, int(self._random.paretovariate(0.6)) - 1)]

    def _word(self) -> str:
        return "".join(self._random.choice(SYLLABLES) for _ in range(self._random.choice((2, 3, 3, 4)))).capitalize()
