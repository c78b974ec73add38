"""The users of the demo shop. Their passwords are public: `chorus demo` refuses to run in production."""

from dataclasses import dataclass

from chorus.core.actor import Role


@dataclass(frozen=True, slots=True)
class DemoUser:
    """A log-in to try."""

    email: str
    name: str
    password: str
    role: Role


TENANT_NAME, TENANT_SLUG = "Juniper & Oak", "demo"
USERS = (
    DemoUser("ada@demo.example", "Ada Moreau", "ada-answers-chats", Role.AGENT),
    DemoUser("ben@demo.example", "Ben Okafor", "ben-answers-chats", Role.AGENT),
    DemoUser("sam@demo.example", "Sam Lindqvist", "sam-supervises", Role.SUPERVISOR),
    DemoUser("ines@demo.example", "Ines Duarte", "ines-administers", Role.ADMIN),
)
REPLIES = {
    "hello": "Hello, you are talking to a person now. Give me a moment to read what was said so far.",
    "order": "Could you tell me the order number? It stands in the confirmation e-mail and begins with JO.",
    "refund": "The refund is on its way. With a card it takes up to five working days until you see it.",
    "bye": "Thank you for writing to us. I close the conversation now; write again whenever you need us.",
}
LABELS = {"delivery": "#2563eb", "refund": "#b45309", "complaint": "#b91c1c", "praise": "#15803d"}
GREETING = {
    "en": "Hello! Ask me about orders, delivery, returns or our products. You can talk to a person at any time.",
    "fr": "Bonjour ! Posez-moi vos questions sur les commandes, la livraison ou les retours. Une personne peut"
    " prendre le relais à tout moment.",
    "es": "¡Hola! Pregúntame por pedidos, entregas o devoluciones. Puedes hablar con una persona cuando quieras.",
    "pt": "Olá! Pergunte sobre pedidos, entregas ou devoluções. Você pode falar com uma pessoa quando quiser.",
    "de": "Hallo! Fragen Sie nach Bestellungen, Lieferung oder Rückgabe. Ein Mensch ist jederzeit für Sie da.",
}
