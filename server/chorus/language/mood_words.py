"""The words of anger, folded (no accents), in English, French, Spanish, Portuguese and German."""

# One of these alone means that a human should come.
ANGRY = """
unacceptable, outrageous, furious, ridiculous, disgrace*, disgust*, pathetic, thieves,
liars, rip off, ripoff, worst service, worst company, worst experience, worst customer service, fed up, sick of this,
sick and tired, had enough, enough of this, waste of time, wasting my time, stop wasting, piss* off, pissed, bullshit,
fuck*, wtf, damn you, go to hell, shit, shitty, crap, idiot*, morons, stupid bot, stupid machine, dumb bot, useless
bot,
you are useless, you're useless, completely useless, totally useless, this is useless, i hate you, i hate this,
my lawyer, lawyers, legal action, sue you, i will sue, take you to court, small claims, consumer protection,
never buying from you, never shop here again, never order from you, losing my patience, lost my patience, i am angry,
i'm angry, so angry, really angry, very angry, extremely angry, incompeten*, joke of a company, is this a joke,
are you kidding me, you must be joking, how dare you, makes me mad, i'm livid, livid, appalling, appalled, horrendous,
inacceptable, inadmissible, scandaleux, scandaleuse, honteux, honteuse, c'est une honte, furieux, furieuse,
escroc*, voleurs, menteurs, ras le bol, ras-le-bol, j'en ai marre, y en a marre, j'en ai assez,
vous vous moquez, vous vous foutez, foutage de gueule, putain, merde, connard*, incapable*, nul a chier, c'est nul,
mon avocat, porter plainte, en justice, vous etes nuls, pire service, tres en colere, je suis en colere, perte de
temps,
inaceptable, indignante, indignado, indignada, verguenza, estafador*, ladrones, mentirosos, harto, harta,
estoy furioso, estoy furiosa, furioso, furiosa, mierda, joder, idiotas, inutil, inutiles, una burla, me estan
tomando el pelo,
mi abogado, demandar, demanda legal, denunciar*, pesimo servicio, peor servicio, perdida de tiempo, perdiendo el
tiempo,
estoy muy enojado, estoy muy enojada, muy enfadado, muy enfadada, ya basta, no aguanto mas,
inaceitavel, absurdo, vergonha, golpistas, ladroes, mentirosos, farto, farta, de saco cheio, estou furioso,
estou furiosa, merda, porra, caralho, palhacada, idiotas, inuteis, bot inutil, pessimo servico, pior servico,
pessimo atendimento, pior atendimento, meu advogado, processar voces, vou processar, procon, reclame aqui,
perda de tempo, perdendo tempo, muito irritado, muito irritada, com raiva, ja chega, nao aguento mais, descaso,
inakzeptabel, unverschamt*, frechheit, unfassbar, skandal, betruger, abzocke, verarsch*, scheisse, scheiss*,
saftladen, idioten, nutzloser bot, vollig nutzlos, mein anwalt, anwalt einschalten, verklagen, anzeige erstatten,
verbraucherzentrale, schlechtester service, zeitverschwendung, ich bin wutend, stinksauer, stocksauer, sauer auf sie,
die nase voll, mir reicht's, mir reicht es, jetzt reicht's, eine zumutung
"""

# Fraud is a matter that customers report; it is anger where it is said of us.
ACCUSED = """
you are a fraud, you're a fraud, you are frauds, you are all frauds, you frauds, bunch of frauds, total fraud,
complete fraud,
this is fraud, this is a fraud, what a fraud, fraud company, fraudsters, you scammers, scammers, you scammed me, you
scammed us,
this is a scam, it's a scam, it is a scam, you are a scam, what a scam, total scam, such a scam, scam company,
complete scam,
c'est une arnaque, quelle arnaque, pure arnaque, une belle arnaque, bande d'arnaqueurs, vous etes des arnaqueurs,
arnaqueurs,
c'est de l'escroquerie, c'est une escroquerie, vous m'avez arnaque, vous m'avez arnaquee,
es una estafa, esto es estafa, menuda estafa, que estafa, vaya estafa, son unos estafadores, estafadores, me han
estafado ustedes,
ustedes me estafaron, me estafaron ustedes, sois unos estafadores,
e um golpe, isso e golpe, que golpe, voces deram um golpe, voces sao golpistas, voces me enganaram, isso e fraude,
isso e uma fraude,
das ist betrug, das ist doch betrug, reiner betrug, so ein betrug, ihr betruger, sie betruger, betrug von euch, betrug
von ihnen,
ihr habt mich betrogen, sie haben mich betrogen
"""

# Several of these, or one of them shouted, add up.
ANNOYED = """
annoyed, annoying, frustrated, frustrating, frustration, disappointed, disappointing, upset, unhappy, not happy,
terrible service, awful service, that's terrible, that's awful, this is terrible, this is awful, this is horrible,
so terrible, is terrible, is awful, is horrible, dreadful, poor service, bad service, useless, nonsense, still
waiting, still nothing,
still not working, still not arrived, still not received, still not here, still not fixed, still no answer, still
doesn't, still haven't, again and again, over and over, third time, fourth time, fifth time,
for the last time, how many times, already told you, i already said, i just told you, not helpful, unhelpful,
doesn't help, didn't help, not helping, you don't understand, you're not listening, keeps happening, hours on hold,
for weeks, ignored, nobody answers, no one answers, nobody replies, no one replies, sick of your, sick of waiting,
tired of waiting, tired of your, oh come on, seriously,
enerve, enervee, enervant, agace, agacee, agacant, frustre, frustree, frustrant, decu, decue, decevant, mecontent,
mecontente, insatisfait*, toujours pas, encore une fois, troisieme fois, je l'ai deja dit, inutile, ca n'aide pas,
personne ne repond, depuis des semaines, vous ne comprenez pas, catastrophique, lamentable, mauvais service,
molesto, molesta, enojado, enojada, enfadado, enfadada, frustrado, frustrada, frustrante, decepcionado, decepcionada,
decepcionante, todavia no, sigo esperando, otra vez lo mismo, tercera vez, ya lo dije, ya te dije, ya les dije,
no me ayuda, no sirve, no entiendes, nadie responde, nadie contesta, mal servicio, pesimo, pesima, terrible,
chateado, chateada, irritado, irritada, frustrado, frustrada, frustrante, decepcionado, decepcionada, insatisfeito,
insatisfeita, ainda nao, continuo esperando, de novo isso, terceira vez, ja falei, ja disse, nao ajuda, nao ajudou,
nao entende, ninguem responde, mau atendimento, pessimo, pessima, horrivel,
genervt, nervig, nervt, verargert, argerlich, frustriert, frustrierend, enttauscht, enttauschend, unzufrieden,
immer noch nicht, schon wieder, zum dritten mal, zum vierten mal, habe ich schon gesagt, hilft nicht, hilft mir nicht,
verstehen mich nicht, niemand antwortet, keiner antwortet, schlechter service, furchtbar, schrecklich, seit wochen
"""

# Where the words do not mean it.
NOT_MEANT = """
not angry, not upset, not annoyed, not mad, i'm not complaining, no hard feelings, don't be upset, not disappointed,
scam email, scam e-mail, phishing scam, is it a scam, fraud protection, fraud department, fraud alert, report fraud,
golf, no problem, still not sure, still not clear, still not decided, pas en colere, pas decu, pas enerve,
no estoy enojado, no estoy enojada, no estoy enfadado, nao estou chateado, nao estou irritado, nicht sauer, nicht
genervt,
nicht enttauscht, demandar un reembolso, ridiculously good, ridiculously cheap, ridiculously fast, sorry to be
annoying,
hate to be annoying, betrugsschutz, um golpe de sorte, denunciar un fraude,
denunciar una estafa, denunciar fraude, denunciar um golpe, denunciar uma fraude, denunciar phishing
"""

# Praise turns an exclamation round.
SOOTHING = """
thank you so much, thanks a lot, awesome, merci beaucoup, muchas gracias, muito obrigado, muito obrigada, vielen
dank
"""
