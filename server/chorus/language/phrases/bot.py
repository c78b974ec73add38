"""The bot's own texts in its languages. A stored text also reveals later what the bot did."""

from enum import StrEnum


class Saying(StrEnum):
    """The kinds of sentences that are the bot's own."""

    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    ABOUT_ME = "about_me"
    CLARIFY = "clarify"
    UNKNOWN = "unknown"
    NO_USE = "no_use"
    FILE = "file"
    NO_HUMAN = "no_human"
    HANDING_OVER = "handing_over"
    PASSED_ON = "passed_on"
    ANSWER = "answer"
    MAYBE = "maybe"


# With these the bot offers a human, so that "yes" means one.
OFFERS = frozenset({Saying.UNKNOWN, Saying.NO_USE, Saying.FILE, Saying.MAYBE})

PHRASES: dict[Saying, dict[str, str]] = {
    Saying.GREETING: {
        "en": "Hello! I'm {bot}, {company}'s assistant. How can I help you?",
        "fr": "Bonjour ! Je suis {bot}, l'assistant de {company}. Comment puis-je vous aider ?",
        "es": "¡Hola! Soy {bot}, el asistente de {company}. ¿En qué puedo ayudarte?",
        "pt": "Olá! Eu sou {bot}, o assistente de {company}. Como posso ajudar?",
        "de": "Hallo! Ich bin {bot}, der Assistent von {company}. Wie kann ich helfen?",
    },
    Saying.THANKS: {
        "en": "You're welcome! Is there anything else I can help with?",
        "fr": "Avec plaisir ! Puis-je vous aider pour autre chose ?",
        "es": "¡De nada! ¿Puedo ayudarte en algo más?",
        "pt": "De nada! Posso ajudar em mais alguma coisa?",
        "de": "Gern geschehen! Kann ich sonst noch helfen?",
    },
    Saying.GOODBYE: {
        "en": "Goodbye, and thank you for contacting us.",
        "fr": "Au revoir, et merci de nous avoir écrit.",
        "es": "Hasta pronto, y gracias por escribirnos.",
        "pt": "Até logo, e obrigado por escrever para nós.",
        "de": "Auf Wiedersehen, und danke für Ihre Nachricht.",
    },
    Saying.ABOUT_ME: {
        "en": "I am {bot}, an automated assistant. I answer from {company}'s documents. "
        "If you would rather talk to a person, just say so.",
        "fr": "Je suis {bot}, un assistant automatique : je réponds à partir des documents de {company}. "
        "Si vous préférez parler à un conseiller, dites-le-moi simplement.",
        "es": "Soy {bot}, un asistente automático. Respondo a partir de los documentos de {company}. "
        "Si prefieres hablar con una persona, solo tienes que decirlo.",
        "pt": "Eu sou {bot}, um assistente automático. Respondo com base nos documentos de {company}. "
        "Se preferir falar com um atendente, é só dizer.",
        "de": "Ich bin {bot}, ein automatischer Assistent: Ich antworte aus den Dokumenten von {company}. "
        "Wenn Sie lieber mit einem Mitarbeiter sprechen möchten, sagen Sie es einfach.",
    },
    Saying.CLARIFY: {
        "en": "I'm happy to help. Could you describe your question in a sentence?",
        "fr": "Je vous aide volontiers. Pouvez-vous me dire en une phrase de quoi il s'agit ?",
        "es": "Con gusto te ayudo. ¿Puedes decirme en una frase de qué se trata?",
        "pt": "Ajudo com prazer. Pode me dizer em uma frase do que se trata?",
        "de": "Ich helfe gern. Können Sie mir in einem Satz sagen, worum es geht?",
    },
    Saying.UNKNOWN: {
        "en": "I couldn't find an answer to that in our documents. "
        "You can rephrase your question, or shall I connect you with a person?",
        "fr": "Je n'ai pas trouvé de réponse dans nos documents. "
        "Vous pouvez reformuler votre question, ou souhaitez-vous que je vous mette en relation avec un conseiller ?",
        "es": "No he encontrado ninguna respuesta en nuestros documentos. "
        "Puedes reformular tu pregunta, ¿o prefieres que te pase con una persona?",
        "pt": "Não encontrei uma resposta nos nossos documentos. "
        "Você pode reformular a pergunta, ou quer que eu transfira você para um atendente?",
        "de": "In unseren Dokumenten habe ich dazu keine Antwort gefunden. "
        "Sie können Ihre Frage anders formulieren, oder soll ich Sie mit einem Mitarbeiter verbinden?",
    },
    Saying.NO_USE: {
        "en": "I'm sorry about that. You can tell me more, or shall I connect you with a person?",
        "fr": "J'en suis désolé. Vous pouvez m'en dire plus, "
        "ou souhaitez-vous que je vous mette en relation avec un conseiller ?",
        "es": "Lo siento mucho. Puedes contarme más, ¿o prefieres que te pase con una persona?",
        "pt": "Lamento por isso. Você pode me contar mais, ou quer que eu transfira você para um atendente?",
        "de": "Das tut mir leid. Sie können mir mehr dazu sagen, oder soll ich Sie mit einem Mitarbeiter verbinden?",
    },
    Saying.FILE: {
        "en": "Thank you for the file. I can't open files, but a person can. Shall I connect you?",
        "fr": "Merci pour le fichier. Je ne peux pas ouvrir les fichiers moi-même, mais un conseiller le peut : "
        "souhaitez-vous que je vous mette en relation ?",
        "es": "Gracias por el archivo. No puedo abrir archivos, pero una persona de nuestro equipo sí. "
        "¿Quieres que te pase con alguien?",
        "pt": "Obrigado pelo arquivo. Não consigo abrir arquivos, mas um atendente sim. Quer que eu transfira você?",
        "de": "Danke für die Datei. Ich kann Dateien nicht öffnen, unsere Mitarbeiter schon. Soll ich Sie verbinden?",
    },
    Saying.NO_HUMAN: {
        "en": "All right, let's continue here. What would you like to know?",
        "fr": "Très bien, nous continuons ici. Que souhaitez-vous savoir ?",
        "es": "De acuerdo, seguimos por aquí. ¿Qué te gustaría saber?",
        "pt": "Tudo bem, continuamos por aqui. O que você gostaria de saber?",
        "de": "In Ordnung, wir machen hier weiter. Was möchten Sie wissen?",
    },
    Saying.HANDING_OVER: {
        "en": "I'm connecting you with a person now. They can see your messages, so you don't have to repeat anything.",
        "fr": "Je vous mets en relation avec un conseiller. Vos messages sont transmis : inutile de vous répéter.",
        "es": "Te paso con una persona de nuestro equipo. Verá tus mensajes, así que no tienes que repetir nada.",
        "pt": "Vou transferir você para um atendente. Ele verá suas mensagens, então você não precisa repetir nada.",
        "de": "Ich verbinde Sie jetzt mit jemandem aus unserem Team. Ihre Nachrichten werden weitergegeben, "
        "Sie müssen nichts wiederholen.",
    },
    # Where nobody is there now; when somebody will be, the notice says that follows.
    Saying.PASSED_ON: {
        "en": "I have passed this on to our team with all your messages, so you don't have to repeat anything.",
        "fr": "J'ai transmis votre demande et vos messages à notre équipe : inutile de vous répéter.",
        "es": "He pasado tu consulta y tus mensajes a nuestro equipo, así que no tienes que repetir nada.",
        "pt": "Encaminhei sua solicitação e suas mensagens à nossa equipe, então você não precisa repetir nada.",
        "de": "Ich habe Ihr Anliegen mit allen Nachrichten an unser Team weitergegeben, Sie müssen nichts wiederholen.",
    },
    Saying.ANSWER: {
        "en": "From “{title}”:\n{quote}",
        "fr": "D'après « {title} » :\n{quote}",
        "es": "Según «{title}»:\n{quote}",
        "pt": "De acordo com “{title}”:\n{quote}",
        "de": "Aus „{title}“:\n{quote}",
    },
    Saying.MAYBE: {
        "en": "I'm not sure this answers your question. From “{title}”:\n{quote}\n\n"
        "If it doesn't, tell me more, or shall I connect you with a person?",
        "fr": "Je ne suis pas sûr que cela réponde à votre question. D'après « {title} » :\n{quote}\n\n"
        "Si ce n'est pas le cas, dites-m'en plus, ou souhaitez-vous que je vous mette en relation avec un conseiller ?",
        "es": "No sé si esto responde a tu pregunta. Según «{title}»:\n{quote}\n\n"
        "Si no es así, cuéntame más, ¿o prefieres que te pase con una persona?",
        "pt": "Não tenho certeza de que isto responda à sua pergunta. De acordo com “{title}”:\n{quote}\n\n"
        "Se não responder, conte-me mais, ou quer que eu transfira você para um atendente?",
        "de": "Ich bin nicht sicher, ob das Ihre Frage beantwortet. Aus „{title}“:\n{quote}\n\n"
        "Falls nicht, beschreiben Sie bitte genauer, worum es geht, oder soll ich Sie mit einem Mitarbeiter verbinden?",
    },
}


def phrase(saying: Saying, language: str, **parts: str) -> str:
    """Return the sentence in the language, or in English."""
    table = PHRASES[saying]
    return table.get(language, table["en"]).format(**parts)


def _opening(template: str) -> str:
    """Return the text before the first placeholder."""
    return template.partition("{")[0]


# The longest opening first: an answer's is short, and others could begin like it.
_OPENINGS = sorted(
    ((_opening(text), saying) for saying, table in PHRASES.items() for text in table.values()),
    key=lambda entry: -len(entry[0]),
)


def saying_of(text: str) -> Saying | None:
    """Return which phrase the bot used; None for the text of a model."""
    return next((saying for opening, saying in _OPENINGS if text.startswith(opening)), None)
