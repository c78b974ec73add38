"""The texts around the answer in a mail, in the widget's languages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language."""

    subject: str
    greeting: str
    greeting_without_name: str
    introduction: str
    files: str
    back: str
    closing: str


PHRASES = {
    "en": Phrases(
        subject="{company} has answered your message",
        greeting="Hello {name},",
        greeting_without_name="Hello,",
        introduction="you contacted {company} and left this e-mail address. Here is our answer:",
        files="[{count} file(s): open the chat to view them]",
        back="To reply, open the chat:",
        closing="You receive this e-mail because you asked for an answer in our chat."
        " Replies to this e-mail are not read.",
    ),
    "fr": Phrases(
        subject="{company} a répondu à votre message",
        greeting="Bonjour {name},",
        greeting_without_name="Bonjour,",
        introduction="vous avez contacté {company} et laissé cette adresse e-mail. Voici notre réponse :",
        files="[{count} fichier(s) : ouvrez le chat pour les voir]",
        back="Pour répondre, ouvrez le chat :",
        closing="Vous recevez ce message parce que vous avez demandé une réponse dans notre chat."
        " Les réponses à ce message ne sont pas lues.",
    ),
    "es": Phrases(
        subject="{company} ha respondido a tu mensaje",
        greeting="Hola, {name}:",
        greeting_without_name="Hola:",
        introduction="Te pusiste en contacto con {company} y dejaste este correo electrónico."
        " Esta es nuestra respuesta:",
        files="[{count} archivo(s): abre el chat para verlos]",
        back="Para responder, abre el chat:",
        closing="Recibes este mensaje porque pediste una respuesta en nuestro chat."
        " Las respuestas a este mensaje no se leen.",
    ),
    "pt": Phrases(
        subject="{company} respondeu à sua mensagem",
        greeting="Olá, {name},",
        greeting_without_name="Olá,",
        introduction="você entrou em contato com {company} e deixou este e-mail. Esta é a nossa resposta:",
        files="[{count} arquivo(s): abra o chat para vê-los]",
        back="Para responder, abra o chat:",
        closing="Você recebe esta mensagem porque pediu uma resposta em nosso chat."
        " As respostas a esta mensagem não são lidas.",
    ),
    "de": Phrases(
        subject="{company} hat auf Ihre Nachricht geantwortet",
        greeting="Guten Tag {name},",
        greeting_without_name="Guten Tag,",
        introduction="Sie haben {company} geschrieben und diese E-Mail-Adresse hinterlassen. Hier ist unsere Antwort:",
        files="[{count} Datei(en): Öffnen Sie den Chat, um sie anzusehen]",
        back="Um zu antworten, öffnen Sie den Chat:",
        closing="Sie erhalten diese E-Mail, weil Sie in unserem Chat um eine Antwort gebeten haben."
        " Antworten auf diese E-Mail werden nicht gelesen.",
    ),
}


def phrases_of(language: str | None) -> Phrases:
    """Return the phrases of the language, or English."""
    return PHRASES.get((language or "en")[:2], PHRASES["en"])
