"""What Chorus says to a customer who waits, in the widget's languages."""

NOBODY_ON_DUTY = {
    "en": "Nobody is available right now. Leave your e-mail address and we will answer you.",
    "fr": "Personne n'est disponible pour le moment. Laissez votre adresse e-mail et nous vous répondrons.",
    "es": "Ahora mismo no hay nadie disponible. Deja tu correo electrónico y te responderemos.",
    "pt": "Ninguém está disponível no momento. Deixe seu e-mail e responderemos a você.",
    "de": "Im Moment ist niemand da. Hinterlassen Sie Ihre E-Mail-Adresse, und wir antworten Ihnen.",
}
PROMISE = {
    "en": "Thank you. We will answer you by e-mail as soon as somebody is back.",
    "fr": "Merci. Nous vous répondrons par e-mail dès que quelqu'un sera de retour.",
    "es": "Gracias. Te responderemos por correo electrónico en cuanto alguien vuelva.",
    "pt": "Obrigado. Responderemos por e-mail assim que alguém voltar.",
    "de": "Vielen Dank. Wir antworten Ihnen per E-Mail, sobald wieder jemand da ist.",
}

AGENT_GONE = {
    "en": "{agent} has lost the connection. You keep your place in the queue, and a colleague will go on here.",
    "fr": "{agent} a perdu la connexion. Vous gardez votre place dans la file : un collègue va prendre le relais.",
    "es": "Se ha perdido la conexión con {agent}. Conservas tu lugar en la cola y alguien del equipo seguirá contigo.",
    "pt": "A conexão com {agent} caiu. Seu lugar na fila está mantido, e alguém da equipe vai continuar o atendimento.",
    "de": "Die Verbindung zu {agent} ist abgebrochen. Sie behalten Ihren Platz in der Warteschlange; jemand aus dem"
    " Team übernimmt.",
}


def phrase(table: dict[str, str], language: str | None) -> str:
    """The sentence in the language, or in English."""
    return table.get((language or "en")[:2], table["en"])
