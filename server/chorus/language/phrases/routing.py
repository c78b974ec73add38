"""Notices to customers who wait or whose conversation is reopened, in the widget's languages."""

NOBODY_ON_DUTY = {
    "en": "Nobody is available right now. We'll answer as soon as someone is back.",
    "fr": "Personne n'est disponible pour le moment. Nous vous répondrons dès que quelqu'un sera de retour.",
    "es": "Ahora mismo no hay nadie disponible. Te responderemos en cuanto alguien vuelva.",
    "pt": "Ninguém está disponível no momento. Responderemos assim que alguém voltar.",
    "de": "Im Moment ist niemand verfügbar. Wir antworten Ihnen, sobald wieder jemand da ist.",
}
PROMISE = {
    "en": "Thank you. We'll answer you by e-mail.",
    "fr": "Merci. Nous vous répondrons par e-mail.",
    "es": "Gracias. Te responderemos por correo electrónico.",
    "pt": "Agradecemos! Responderemos por e-mail.",
    "de": "Vielen Dank. Wir antworten Ihnen per E-Mail.",
}
REOPENED = {
    "en": "This conversation has been reopened.",
    "fr": "Cette conversation a été rouverte.",
    "es": "Se ha reabierto esta conversación.",
    "pt": "Esta conversa foi reaberta.",
    "de": "Diese Unterhaltung wurde wieder geöffnet.",
}
AGENT_GONE = {
    "en": "{agent} lost the connection. You keep your place in the queue, and a colleague will take over.",
    "fr": "{agent} a perdu la connexion. Vous gardez votre place dans la file : un collègue va prendre le relais.",
    "es": "Se ha perdido la conexión con {agent}. Conservas tu lugar en la cola y alguien del equipo seguirá contigo.",
    "pt": "A conexão com {agent} caiu. Seu lugar na fila está mantido, e alguém da equipe vai continuar o atendimento.",
    "de": "Die Verbindung zu {agent} ist abgebrochen. Sie behalten Ihren Platz in der Warteschlange; jemand aus dem"
    " Team übernimmt.",
}


def phrase(table: dict[str, str], language: str | None) -> str:
    """Return the sentence in the language, or in English."""
    return table.get((language or "en")[:2], table["en"])
