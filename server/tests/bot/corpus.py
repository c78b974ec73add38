"""What customers write, and what must be decided from the words alone. "-" goes on to the documents."""

REQUESTED = """
I want to talk to a person
real human please
Agent please
AGENT
human
operator
representative!!!
Can I speak to a representative?
connect me with customer service
get me a manager
is there a person I can talk to?
I don't want to talk to a bot
can someone call me back please
please transfer me to an agent
why can't I talk to a real person?
could a human look at this
This isn't working, let me speak with your supervisor
not a bot, a human!
how do I reach a live agent
I'd rather speak to somebody
put me through to support
no bots please
I'm done with this robot, give me a person
Hello, can I chat with one of your agents?
could you hand me over to a colleague who can look into this
I would prefer dealing with an actual human being
Is anyone available to talk?
let me talk to somebody from your team
I need assistance from a live person
stop, I want a human now
please escalate this to your manager
can you get a human on the line
forward me to a real agent pls
I asked for a person, not a chatbot
This is about my account. Please have an agent contact me.
talk to human
customer support please
Thanks, but I want to speak with an advisor
quero falar com um atendente
preciso falar com alguém
me transfere para um atendente
pessoa de verdade por favor
gostaria de ser atendido por um humano
tem algum atendente aí?
não quero falar com robô
posso conversar com uma pessoa?
chama o gerente por favor
falar com atendente
je veux parler à quelqu'un
un conseiller svp
passez-moi un conseiller
mettez-moi en relation avec un agent
je préfère un humain
il y a un humain à qui je peux parler ?
puis-je parler à une vraie personne ?
je ne veux pas parler à un robot
j'aimerais être rappelé par un conseiller
Je souhaite contacter le service client
quiero hablar con una persona
necesito un agente
páseme con un asesor
hablar con alguien
Quiero un humano
¿me pueden comunicar con un representante?
no quiero hablar con un robot
¿Hay alguien con quien pueda hablar?
por favor transfiérame a un ejecutivo
prefiero que me atienda una persona
ich möchte mit einem Menschen sprechen
verbinden Sie mich bitte mit einem Mitarbeiter
kann ich mit jemandem reden
Mitarbeiter bitte
ich will keinen Bot, ich will einen Menschen
gibt es einen echten Menschen?
"""

NOT_REQUESTED = """
I don't need a human
no need for an agent, thanks
I don't want a person, you can answer it
What does your human resources policy say?
what is an agent fee
how much does a travel agent cost
I spoke with an agent yesterday and she said it ships today
the agent told me it was free
is the ticket price per person
a table for 2 people
what are your customer service hours?
what is your customer service phone number
my manager told me to order this
does the robot vacuum work on carpets
where is my order
how many people fit in the car
I need a cleaning agent for my boots
can I pick it up in person
will a person deliver it
I need to change the contact person on my account
can someone else pick up my parcel?
Do you have a store in Boston?
how do I talk to my neighbour about the delivery
who is the manager of the store
is there a person limit on the membership
I bought this for another person
can I return it without talking to anyone
how long does a representative take to answer?
I'd like to become an agent for your products
my real estate agent needs the invoice
does the subscription support two people?
The operator's manual is missing from the box
what is your return policy
Do you ship to Canada?
can I pay by card
I want to change my delivery address
how do I reset my password
quanto custa por pessoa
falei com um atendente ontem
não preciso de atendente
qual o horário de atendimento?
recursos humanos
je n'ai pas besoin d'un conseiller
personne ne répond au téléphone
j'ai déjà parlé à un conseiller hier
le prix est par personne ?
quels sont les horaires du service client ?
no necesito hablar con nadie
ya hablé con un agente ayer
¿cuánto cuesta por persona?
es un regalo para otra persona
habe gestern mit einem Mitarbeiter gesprochen
was kostet es pro Person
ich brauche keinen Berater
"""

ANGER = """
This is unacceptable!
THIS IS RIDICULOUS, I WANT MY MONEY BACK!!!
you people are thieves
I am fed up with your company
What a useless bot
stop wasting my time
I will sue you
worst service I have ever had
are you kidding me?? three weeks!
Fuck this
This is the third time I ask, still waiting and nobody answers!!!
C'est inacceptable !
c'est une honte, bande de voleurs
j'en ai marre de votre service
Esto es una estafa
estoy harto de esperar
pésimo servicio, no aguanto más
isso é um absurdo!
estou furioso com vocês
vou processar vocês
Das ist eine Frechheit!
Ich habe die Nase voll
unverschämt, so ein Saftladen
"""

NOT_ANGER = """
thanks!!!
Awesome, thank you so much!!!
I'm not angry, just curious
I got a scam email that claims to be from you, is it real?
how does your fraud protection work?
do you sell golf clubs
I'm a bit disappointed with the colour
the parcel is still not here
I am frustrated with the size chart
I'D LIKE TO ORDER TWO SHIRTS
je suis un peu déçu de la couleur
no estoy enojado, solo quiero saber
ich bin nicht sauer, nur neugierig
What happens if it rains? Do you deliver?
"""

TALK = {
    "greeting": """
hi
Hello!
hey there
good morning
Bonjour
hola buenas tardes
oi, tudo bem?
Guten Tag
how are you?
""",
    "thanks": """
thanks
Thank you so much!
ok got it, thanks
that helps
merci beaucoup
muchas gracias
obrigado!
vielen Dank
perfect
""",
    "goodbye": """
bye
no, that's all, thank you
have a nice day
au revoir
hasta luego
tchau
tschüss
nothing else
""",
    "about_me": """
are you a bot?
Am I talking to a human?
who are you
es-tu un robot ?
¿eres una persona?
você é um robô?
Bist du ein Mensch?
""",
    "clarify": """
help
I have a question
Can you help me?
j'ai besoin d'aide
tengo un problema
preciso de ajuda
ich brauche Hilfe
""",
}
