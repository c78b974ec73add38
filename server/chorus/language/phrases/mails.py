"""What a mail says around the answer, in the widget's languages."""

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
        subject="{company}: an answer to your message",
        greeting="Hello {name},",
        greeting_without_name="Hello,",
        introduction="you wrote to {company} and left this address. Here is our answer:",
        files="[{count} file(s): open the chat to see them]",
        back="To answer, open the chat again:",
        closing="You get this mail because you asked for an answer in our chat. Answers to this mail are not read.",
    ),
    "fr": Phrases(
        subject="{company} : une réponse à votre message",
        greeting="Bonjour {name},",
        greeting_without_name="Bonjour,",
        introduction="vous avez écrit à {company} et laissé cette adresse. Voici notre réponse :",
        files="[{count} fichier(s) : ouvrez le chat pour les voir]",
        back="Pour répondre, ouvrez de nouveau le chat :",
        closing="Vous recevez ce message parce que vous avez demandé une réponse dans notre chat."
        " Les réponses à ce message ne sont pas lues.",
    ),
    "es": Phrases(
        subject="{company}: una respuesta a tu mensaje",
        greeting="Hola, {name}:",
        greeting_without_name="Hola:",
        introduction="Escribiste a {company} y dejaste esta dirección. Esta es nuestra respuesta:",
        files="[{count} archivo(s): abre el chat para verlos]",
        back="Para responder, abre de nuevo el chat:",
        closing="Recibes este mensaje porque pediste una respuesta en nuestro chat."
        " Las respuestas a este mensaje no se leen.",
    ),
    "pt": Phrases(
        subject="{company}: uma resposta à sua mensagem",
        greeting="Olá, {name},",
        greeting_without_name="Olá,",
        introduction="você escreveu para {company} e deixou este endereço. Esta é a nossa resposta:",
        files="[{count} arquivo(s): abra o chat para vê-los]",
        back="Para responder, abra o chat novamente:",
        closing="Você recebe esta mensagem porque pediu uma resposta em nosso chat."
        " As respostas a esta mensagem não são lidas.",
    ),
    "de": Phrases(
        subject="{company}: eine Antwort auf Ihre Nachricht",
        greeting="Guten Tag {name},",
        greeting_without_name="Guten Tag,",
        introduction="Sie haben {company} geschrieben und diese Adresse hinterlassen. Hier ist unsere Antwort:",
        files="[{count} Datei(en): im Chat zu sehen]",
        back="Um zu antworten, öffnen Sie den Chat wieder:",
        closing="Sie erhalten diese E-Mail, weil Sie in unserem Chat um eine Antwort gebeten haben."
        " Antworten auf diese E-Mail werden nicht gelesen.",
    ),
}


def phrases_of(language: str | None) -> Phrases:
    """Those of the language, or English."""
    return PHRASES.get((language or "en")[:2], PHRASES["en"])
