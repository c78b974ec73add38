"""What Chorus says to a customer whose conversation is taken up again, in the widget's languages."""

REOPENED = {
    "en": "This conversation has been reopened.",
    "fr": "Cette conversation a été rouverte.",
    "es": "Se ha reabierto esta conversación.",
    "pt": "Esta conversa foi reaberta.",
    "de": "Diese Unterhaltung wurde wieder geöffnet.",
}
