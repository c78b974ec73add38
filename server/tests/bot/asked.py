"""Requests for a human in other words, and what only looks like one, by kind and in five languages."""

ASKED = {
    "escalation": """
Please escalate this ticket
I'd like my case escalated
Can you raise this with your supervisors?
escalate my complaint right away
This needs to be escalated to the next level
Hand this off to somebody who can decide
please raise this to a manager
could you pass my case on to a specialist
I want to take this further up the chain
kindly escalate
Bitte eskalieren Sie meinen Fall
Ich möchte, dass das an einen Vorgesetzten weitergegeben wird
Merci d'escalader mon dossier
Je veux que mon dossier soit transmis à un responsable
Por favor escale mi caso
Quiero que pasen mi caso a un supervisor
Por favor, escale o meu caso
Quero que meu caso seja encaminhado a um supervisor
""",
    "people": """
can you please connect me to a proper employee
I need a real specialist
get me another colleague
I'd like to chat with a different agent
is there a human specialist around
please put an actual staff member on this
let me have a proper advisor
I want human assistance please
human help needed
real support please
Give me someone real
could I get another representative
Ich brauche einen echten Mitarbeiter
Kann ich bitte einen anderen Kollegen haben
menschliche Hilfe bitte
Ich will einen richtigen Berater
Je voudrais un vrai employé
il me faut un autre conseiller
assistance humaine svp
Puis-je avoir un vrai spécialiste
Necesito un empleado de verdad
quiero otro agente
ayuda humana por favor
¿Me pasa con un especialista real?
Quero um funcionário de verdade
preciso de outro atendente
ajuda humana por favor
Posso falar com um especialista de verdade?
""",
    "bot": """
let me skip the bot
how do I get past this chatbot
this is too complicated for a chatbot
I want to bypass the automated assistant
get me off this automated system
a bot can't solve this
Enough with the robot answers
My problem is too complex for a machine
Kann ich den Bot überspringen
Das ist zu kompliziert für einen Chatbot
Je veux passer outre le robot
c'est trop compliqué pour un chatbot
Quiero saltarme el bot
esto es demasiado complicado para un chatbot
Quero pular o robô
isso é complicado demais para um chatbot
""",
    "callback": """
can I get a callback
please call me back
could somebody give me a ring tomorrow
I'd like to be called
have someone phone me please
request a call back
Could you give me a call?
I want a phone call from your team
Bitte rufen Sie mich zurück
Ich hätte gern einen Rückruf
Können Sie mich anrufen?
Pouvez-vous me rappeler ?
je souhaite être rappelé
Rappelez-moi svp
¿Me pueden llamar?
Quisiera que me llamen
solicito una llamada
Podem me ligar?
gostaria que me ligassem
Peço um retorno por telefone
""",
}
NOT_ASKED = {
    "negated": """
I would prefer not to be transferred
please don't escalate this
no callback needed
I'd rather not speak to anyone
You don't have to connect me with anybody
there is no need to call me back
I do not wish to be handed over
don't put me through to an agent
Never call me again
it isn't necessary to involve a manager
Ich möchte lieber nicht verbunden werden
Bitte nicht weiterleiten
Ein Rückruf ist nicht nötig
Bitte rufen Sie mich nicht an
Je préfère ne pas être transféré
inutile de me rappeler
Ne m'appelez pas
n'escaladez pas mon dossier
Prefiero que no me transfieran
no hace falta que me llamen
No me llamen por favor
no escale mi caso
Prefiro não ser transferido
não precisa me ligar
Não me liguem
não escale o meu caso
""",
    "others": """
my landlord wants to talk to the property manager
The delivery person left it at the neighbour's
he told me to call his insurance agent
I work as a customer service representative myself
the person in the photo is my sister
can a second person use my ticket
Is there a manager's discount
My sales representative moved to Boston
your courier called me back yesterday
How do I give another employee access to my account
can I add a colleague to my plan
The specialist at the hospital recommended it
Der Zusteller hat meinen Kollegen angerufen
Kann ich einen Mitarbeiter zu meinem Konto hinzufügen
Mon employé a perdu la carte
puis-je ajouter un collègue à mon compte
mi empleado perdió la tarjeta
¿puedo añadir a un colega a mi cuenta?
Meu funcionário perdeu o cartão
posso adicionar um colega à minha conta?
""",
    "adjective": """
is it safe for human consumption
do you sell human-grade dog food
are the wigs made of human hair
I study the human brain
Is this a human-sized mannequin
the book is about human behaviour
ist das ein menschliches Versagen
c'est une erreur humaine ?
es un error humano
foi um erro humano
""",
    "matter": """
does your tool escalate privileges
how do I raise a claim for my parcel
the price escalated quickly
Can I transfer money to another person
how do I connect the robot to the wifi
Your robot vacuum does not work
what is your callback URL
How can I turn off call notifications
where can I find the support page
Can I raise my limit
Wie verbinde ich den Roboter mit dem WLAN
comment connecter le robot
¿cómo conecto el robot?
como conecto o robô
""",
}
# Written after the words were mended, and not looked at since: how much of such sentences is understood.
UNSEEN = """
Would you kindly move my ticket up to your superior
I'd love for an actual employee to review this
Put me in front of a live specialist
Could a different colleague take care of it
how can I bypass this bot thing
your bot will never understand my problem
ring me back this afternoon please
I need to be called today
could you arrange a phone call for me
Let me have someone competent
this matter is far too delicate for a machine
please refer my complaint to a senior colleague
Ich brauche menschliche Unterstützung
Bitte leiten Sie das an einen Vorgesetzten weiter
Um Rückruf wird gebeten
Pouvez-vous m'appeler demain ?
j'ai besoin d'une vraie personne
Necesito que me llame un asesor humano
pase mi queja a su jefe, por favor
Preciso que alguém me ligue hoje
quero ajuda de um funcionário real
"""
ANGRY = """
you are all frauds
this is a scam and you know it
what a total scam
You scammed me!
c'est une arnaque
das ist doch Betrug von euch
esto es una estafa total
isso é um golpe de vocês
"""
NOT_ANGRY = """
I want to report fraud on my card
there is a fraudulent charge
fraud
I think I am the victim of a scam
someone committed fraud with my account
how do I dispute a fraud
Je veux signaler une fraude
j'ai été victime d'une arnaque en ligne
Ich möchte einen Betrug melden
Betrugsverdacht auf meinem Konto
quiero denunciar un fraude en mi cuenta
fui víctima de una estafa
quero reportar uma fraude
caí em um golpe no WhatsApp
"""
