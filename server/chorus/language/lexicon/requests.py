"""Requests for a human in other words than "an agent, please": escalation, another employee, past the bot, a call.

Patterns over folded text, a tuple for each language. `negated` says no to what stands behind it (or, in German and
French, to the clause); `exempt` are questions and failures that only look like a no.
"""

from dataclasses import dataclass

# Possessive: "-" and "'" stand between words and in them, and to try each of both takes for ever.
_GAP = r"(?:\W++\w[\w'-]*+){0,%d}?\W+"
_G2, _G3, _G4 = _GAP % 2, _GAP % 3, _GAP % 4


@dataclass(frozen=True, slots=True)
class Requests:
    """The patterns of one language."""

    # A human by an adjective and a noun: "a proper employee".
    people: str
    # Words that make a request of it.
    marker: str
    direct: tuple[str, ...]
    negated: str
    exempt: str
    # Words that look like these and mean something else.
    not_meant: str
    # What is done with employees and money, and asks for nobody.
    other: str


ENGLISH = Requests(
    people=r"(?:human|real|actual|proper|genuine|live|competent|qualified|another|different|senior|"
    r"trained)\s+(?:\w+\s+)?"
    r"(?:support|help|assistance|specialist|expert|employee|colleague|manager|supervisor|advis[eo]r|agent|person|"
    r"representative|rep|staff|staff member|team member|operator|technician|consultant|somebody|someone|assistant)s?"
    r"|(?:someone|somebody|anyone|anybody)\s+(?:real|human|competent|senior|higher|who (?:knows|understands|"
    r"can decide))",
    marker=r"please|can|could|may|want|need|needed|like|give|get|put|let|bring|send|find|is there|are there|where|"
    r"connect|"
    r"talk|speak|chat|require|demand|prefer",
    direct=(
        r"^(?:\W|please|kindly|just|now|can you|could you|i want to|i need to)*escalat(?:e|"
        r"ion)\b(?!\W+(?:privilege|right))",
        rf"\bescalat(?:e|ing){_G2}(?:case|issue|ticket|complaint|matter|problem|request|claim)\b|"
        rf"\bescalate (?:this|that|it|me)\b",
        rf"\b(?:case|issue|ticket|complaint|matter|problem|request|claim|this|it|me){_G3}escalated\b",
        r"\b(?:want|need|request|like|ask for|asking for|demand)\W+(?:an?\W+)?escalation\b",
        rf"\b(?:raise|take|pass|refer|move|push|bump|hand|forward|bring|send|kick|transfer){_G3}(?:further up|"
        rf"higher up|"
        r"up the (?:chain|ladder|line)|to (?:the |a )?(?:next|higher|another) (?:level|tier|up)|"
        r"(?:(?:off|over|on|up) )?(?:to|with) (?:(?:a|an|your|the|some|another|"
        r"one of your) )?(?:\w+ )?(?:managers?|supervisors?|superiors?|"
        r"specialists?|experts?|boss|somebody|someone|humans?|persons?|agents?|colleagues?|staff|superior))\b",
        r"\b(?:get|have|want|need|request|requesting|arrange|schedule|book|like|give me|ask for|prefer)\W+(?:an?|"
        r"the|some|your)?\W*"
        r"(?:phone |telephone )?(?:call ?back|call-back|phone call|telephone call)\b(?!\W+(?:url|number|function))",
        r"\bcall ?back\W+(?:needed|please|requested|wanted)\b|^\W*(?:a )?call ?back\W*$",
        r"\b(?:call|ring|phone)\W+me\W+back\b|\bgive\W+me\W+a\W+(?:quick\W+)?(?:call|ring|buzz|bell)\b",
        r"^\W*(?:please\W+|can you\W+|could you\W+|just\W+)*(?:call|ring|phone)\W+me\b(?!\W+(?:an?|the|by|when)\b)",
        r"\b(?:someone|somebody|anyone|anybody|agent|person|human|team|manager)\W+(?:please\W+|to\W+)*(?:call|"
        r"ring|phone)\W+me\b",
        r"\b(?:like|want|need|prefer|wish|love)\W+to\W+be\W+(?:called|rung|phoned|transferred|connected|"
        r"handed over|put through)\b",
        r"\b(?:skip|bypass|circumvent|get past|get around|get rid of|get away from|get off|get me off|go past|"
        r"turn off)"
        r"\W+(?:the|this|your|that|all|these)?\W*(?:\w+\W+)?(?:bots?|chatbots?|robots?|machines?|ai|automated \w+|"
        r"automation|"
        r"automatic \w+)\b(?!\W+(?:vacuum|mower|cleaner))",
        r"\btoo\W+(?:complicated|complex|difficult|hard|tricky|delicate|personal|important|"
        r"serious)\W+for\W+(?:an?|this|the|any|your)?\W*"
        r"(?:\w+\W+)?(?:bots?|chatbots?|robots?|machines?|computers?|ai)\b",
        r"\b(?:bots?|chatbots?|machines?|ai|computers?)\W+(?:can't|cannot|won't|couldn't|isn't able to|"
        r"is not able to|is unable to|"
        r"will never|can not)\W+(?:\w+\W+)?(?:solve|help|fix|understand|handle|answer|do|deal)\b",
        r"\benough\W+(?:with|of)\W+(?:\w+\W+){0,2}(?:bots?|robots?|chatbots?|automated)\b",
    ),
    negated=r"not|don't|dont|doesn't|never|no|without|needn't|shouldn't|nor",
    exempt=r"can't|cannot|couldn't|can not|could not|why|isn't there|aren't there|not helping|not working|not able",
    not_meant="property manager*, hotel manager*, bank manager*, hiring manager*, project manager*, delivery person, "
    "repair person, sales person, missing person, second person, his agent, her agent, their agent, his manager, "
    "her manager, their manager, his boss, her boss, insurance agent*, manager's discount, employee discount",
    other=r"add (?:a|an|another|my)|access|invite|permissions?|(?:transfer|send|pay|give) (?:\w+ )?(?:money|"
    r"tickets?|points?|miles)|log ?in",
)

FRENCH = Requests(
    people=r"(?:vrais?|vraies?|autres?|veritables?)\s+(?:humains?|personnes?|conseillere?s?|employee?s?|"
    r"collegues?|specialistes?|experts?|"
    r"agents?|techniciens?|responsables?)|(?:aide|assistance|support|service|conseiller|employe|"
    r"interlocuteur)\s+(?:humaine?|reelle?|reel)",
    marker=r"veux|voudrais|souhaite|aimerais|besoin|faut|svp|plait|puis-je|peux|pouvez|pourrais|donnez|passez|"
    r"avoir|parler|exige|demande",
    direct=(
        rf"\bescalade[rz]?{_G2}(?:dossier|cas|demande|reclamation|probleme|plainte|ticket)\b|^\W*(?:merci d'|"
        rf"veuillez )?escalade[rz]\b",
        rf"\b(?:transmis|transmise|transmettre|transmettez|remonter|remontez|transferer|transferez|confier){_G4}"
        r"(?:responsable|superieur|specialiste|conseiller|collegue|humain|manager|quelqu'un|niveau superieur)\b",
        r"\brappelez[- ]moi\b|\b(?:me|m')\s?(?:rappeler|rappelez|telephoner|appeler)\b|\b(?:etre|sois|"
        r"soit)\W+(?:rappelee?|appelee?)\b",
        r"\b(?:veux|voudrais|souhaite|aimerais|demande|besoin d')\W*(?:un\W+)?(?:rappel|appel)\b",
        r"\b(?:passer outre|contourner|sauter|eviter|ignorer|desactiver)\W+(?:le|ce|votre|"
        r"un)\W+(?:\w+\W+)?(?:robot|bot|chatbot|automate)\b",
        r"\btrop\W+(?:complique|complexe|difficile|important|delicat)e?\W+pour\W+(?:un|ce|le|votre|"
        r"une)\W+(?:robot|bot|chatbot|machine|automate)\b",
    ),
    negated=r"ne|n'\w+|pas|inutile|jamais|sans|ne m'\w+",
    exempt=r"pourquoi|peux pas|arrive pas|n'arrive|pouvez-vous ne|ne marche|ne fonctionne",
    not_meant="erreur humaine, erreur humain, nature humaine, mon employe*, ma collegue, mon collegue",
    other=r"ajouter|acces|inviter|envoyer de l'argent|transferer de l'argent",
)

SPANISH = Requests(
    people=r"(?:otro|otra|verdadero|verdadera)\s+(?:agente|asesora?|empleado|empleada|companero|companera|"
    r"especialista|persona|"
    r"representante|operador|operadora|supervisor)|(?:empleado|empleada|especialista|asesora?|agente|"
    r"representante|experto|alguien|"
    r"tecnico)\s+(?:de verdad|real|humano|humana)|(?:ayuda|asistencia|atencion|soporte)\s+(?:humana|humano|real)",
    marker=r"quiero|necesito|quisiera|gustaria|favor|puedo|pueden|puede|me|deme|dame|hay|exijo|solicito|prefiero",
    direct=(
        rf"\bescal(?:e|en|ar|a){_G2}(?:caso|problema|reclamo|reclamacion|queja|asunto|ticket|solicitud)\b|"
        rf"^\W*(?:por favor )?escalen?\b",
        rf"\b(?:pasen|pase|pasar|eleven|eleve|elevar|deriven|derive|transfieran|transfiera|remitan|envien){_G4}"
        r"(?:supervisora?|especialista|superior|encargado|encargada|gerente|jefe|responsable|humano|companero|"
        r"alguien)\b",
        r"\b(?:me|que me)\W+(?:llamen|llame|pueden llamar|puede llamar|puedes llamar|podrian llamar|podria llamar|"
        r"devuelvan la llamada)\b",
        r"\bllamen?me\b|\b(?:solicito|quiero|necesito|quisiera|pido|recibir)\W+(?:una|la)\W+llamada\b|"
        r"\bme pueden llamar\b",
        r"\b(?:saltar(?:me)?|evitar|omitir|esquivar)\W+(?:el|al|este|ese)\W+(?:bot|robot|chatbot|"
        r"asistente automatico|sistema)\b",
        r"\bdemasiado\W+(?:complicado|complejo|dificil|importante|delicado)\W+para\W+(?:un|este|el)\W+(?:bot|"
        r"robot|chatbot|maquina)\b",
    ),
    negated=r"no|nao|nunca|sin|jamas|tampoco",
    exempt=r"por que no|no puedo|no funciona|no me ayuda|no me sirve|no entiende",
    not_meant="error humano, errores humanos, mi empleado, mi empleada, manual del operador, manual de operador",
    other=r"anadir|agregar|acceso|invitar|enviar dinero|transferir dinero",
)

PORTUGUESE = Requests(
    people=r"(?:outro|outra|verdadeiro|verdadeira)\s+(?:atendente|agente|funcionario|funcionaria|colega|"
    r"especialista|pessoa|consultora?|"
    r"representante|operadora?|supervisora?)|(?:funcionario|funcionaria|especialista|atendente|agente|alguem|"
    r"tecnico|consultor)\s+"
    r"(?:de verdade|real|humano|humana)|(?:ajuda|assistencia|atendimento|suporte|apoio)\s+(?:humana|humano|real)",
    marker=r"quero|queria|preciso|gostaria|favor|posso|podem|pode|me|da|tem|exijo|solicito|prefiro",
    direct=(
        rf"\bescal(?:e|em|ar|a){_G2}(?:caso|problema|reclamacao|queixa|assunto|chamado|ticket|pedido)\b|"
        rf"^\W*(?:por favor )?escale\b",
        rf"\b(?:encaminhado|encaminhar|encaminhe|passem|passe|passar|levem|levar|transfiram|repassar|repassem){_G4}"
        r"(?:supervisora?|especialista|superior|gerente|chefe|responsavel|humano|colega|alguem)\b",
        r"\b(?:me|que me)\W+(?:liguem|ligue|ligassem|ligasse|telefonem|telefone)\b|\b(?:podem|pode|poderiam|"
        r"poderia)\W+me\W+(?:ligar|telefonar)\b",
        r"\bliguem?[- ](?:me|para mim|pra mim)\b|\b(?:peco|quero|solicito|gostaria de|preciso de|aguardo)\W+(?:um|"
        r"uma)\W+(?:retorno|ligacao|telefonema|chamada)\b",
        r"\b(?:pular|evitar|saltar|contornar|ignorar)\W+(?:o|esse|este)\W+(?:bot|robo|chatbot|"
        r"atendimento automatico|sistema)\b",
        r"\b(?:(?:complicado|complexo|dificil|importante)\W+demais|(?:muito|demasiado)\W+(?:complicado|complexo|"
        r"dificil))\W+(?:para|pra)"
        r"\W+(?:um|esse|este|o)\W+(?:bot|robo|chatbot|maquina)\b",
    ),
    negated=r"nao|no|nunca|sem|nem|jamais",
    exempt=r"por que nao|nao consigo|nao funciona|nao ajuda|nao entende",
    not_meant="erro humano, erros humanos, meu funcionario, minha funcionaria, manual do operador",
    other=r"adicionar|acesso|convidar|enviar dinheiro|transferir dinheiro",
)

GERMAN = Requests(
    people=r"(?:echte[nrsm]?|richtige[nrsm]?|andere[nrsm]?|menschliche[nrsm]?|reale[nrsm]?|kompetente[nrsm]?|"
    r"weitere[nrsm]?)\s+"
    r"(?:mitarbeiter(?:in)?|kollegen?|kollegin|berater(?:in)?|ansprechpartner(?:in)?|person|menschen?|hilfe|"
    r"unterstutzung|support|"
    r"experten?|spezialisten?|agenten?|techniker|sachbearbeiter(?:in)?)",
    marker=r"mochte|will|brauche|bitte|kann|konnen|konnte|hatte|gibt|geben|wunsche|verlange|haben",
    direct=(
        rf"\beskalier(?:en|e|t){_G3}(?:fall|anliegen|beschwerde|problem|ticket|das|vorgang)\b|\b(?:fall|anliegen|"
        rf"beschwerde|das){_G2}eskalier"
        r"|^\W*(?:bitte )?eskalier",
        rf"\b(?:an|zu)\W+(?:einen|eine|ihren|ihre|den|die|einem|meinen)\W+(?:\w+\W+)?(?:vorgesetzten?|"
        rf"mitarbeiter(?:in)?|spezialisten|experten|"
        rf"menschen|kollegen|kollegin|teamleiter(?:in)?){_G2}(?:weitergeben|weitergegeben|weiterleiten|"
        rf"weitergeleitet|ubergeben|abgeben)\b",
        r"\b(?:rufen sie|ruft|ruf)\W+mich\b|\bmich\W+(?:\w+\W+){0,2}(?:zuruckrufen|anrufen|zuruck)\b|\b(?:einen?|"
        r"um|auf)\W+(?:einen\W+)?ruckruf\b"
        r"|^\W*(?:bitte )?(?:um )?ruckruf\b",
        r"\b(?:bot|chatbot|roboter)\W+(?:uberspringen|umgehen|abschalten)\b|\b(?:am|an dem)\W+(?:bot|"
        r"chatbot)\W+vorbei\b",
        r"\bzu\W+(?:kompliziert|komplex|schwierig|schwer|wichtig)\W+fur\W+(?:einen|diesen|den|eine)\W+(?:bot|"
        r"chatbot|roboter|maschine|computer)\b",
    ),
    negated=r"nicht|kein\w*|nie|niemals|ohne",
    exempt=r"warum|wieso|kann ich nicht|konnen sie nicht|hilft|funktioniert|geht nicht|komme nicht",
    not_meant="menschliches versagen, menschlicher fehler, meinen kollegen, meine kollegin, meinem kollegen, "
    "mein mitarbeiter",
    other=r"hinzufugen|zugriff|zugang|einladen|geld (?:senden|uberweisen|schicken)",
)

REQUESTS: dict[str, Requests] = {
    "en": ENGLISH,
    "fr": FRENCH,
    "es": SPANISH,
    "pt": PORTUGUESE,
    "de": GERMAN,
}
# Languages that put the no behind the verb: there it holds for the whole clause.
NEGATED_BEHIND = frozenset({"fr", "de"})
