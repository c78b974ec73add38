"""Words that tell what a sentence is about, folded, in English, French, Spanish, Portuguese and German."""

from chorus.language.matching import any_of

# A wish or a problem: what the customer came for.
WISH = any_of("""
want, wanted, need, would like, i'd like, looking for, looking to, trying to, can i, could i, can you, could you, how
do i,
how can i, where is, where's, when will, why, what is, what are, is there, do you, does it, am i, return, refund,
exchange,
cancel, change, update, reset, book, order, buy, find, track, missing, broken, damaged, defective, leaking, wrong,
late,
never arrived, didn't arrive, did not arrive, not arrived, hasn't arrived, never came, didn't come, did not come,
doesn't work, does not work, not working, won't, can't, cannot, unable, error,
problem, issue, charged, billed, overcharged, lost, forgot, stained, stain, too small, too big, wrong size, complaint,
expired, invalid, declined, out of stock, subscription, password, username, delivery, shipping, invoice,
veux, voudrais, souhaite, besoin, aimerais, cherche, comment, ou est, quand, pourquoi, retourner, remboursement,
rembourser,
echanger, annuler, changer, modifier, commande, livraison, casse, cassee, abime, defectueux, fuit, manque, en retard,
erreur,
probleme, ne marche pas, ne fonctionne pas, ne fonctionne plus, pas recu, facture, perdu, oublie, mot de passe,
quiero, necesito, quisiera, me gustaria, busco, como puedo, donde esta, cuando, por que, devolver, devolucion,
reembolso,
cambiar, cancelar, pedido, envio, entrega, roto, rota, danado, defectuoso, falta, tarde, error, problema, no funciona,
no llego, no ha llegado, no he recibido, cobraron, factura, perdi, olvide, contrasena,
quero, preciso, gostaria, procuro, como posso, onde esta, quando, por que, devolver, devolucao, reembolso, trocar,
troca,
cancelar, pedido, entrega, quebrado, quebrada, danificado, defeito, falta, atrasado, atraso, erro, problema, nao
funciona,
nao chegou, nao recebi, cobraram, cobranca, fatura, perdi, esqueci, senha,
mochte, will, brauche, suche, wie kann, wo ist, wann, warum, zuruckgeben, zuruckschicken, ruckgabe, erstattung,
umtauschen,
stornieren, andern, bestellung, lieferung, kaputt, beschadigt, defekt, undicht, fehlt, verspatet, fehler, problem,
funktioniert nicht, geht nicht, nicht angekommen, nicht erhalten, abgebucht, rechnung, verloren, vergessen, passwort
""")

# Something was done or proposed: what agents and the bot tried.
OFFERED = any_of("""
you can, you could, you may, you need to, you will, you'll, you should, please, try, i have, i've, i can, i will, i'll,
i am going to, i'm going to, i made, i sent, i asked, we can, we will, we'll, we have, we cannot, we can't, i cannot,
i can't,
unfortunately, it will, should arrive, will arrive, has been, have been, is now, was sent, reset, restart, refund,
replacement,
replaced, reimburse, credit, shipped, shipping, label, free, instead, escalate, notified, manager, confirmed, booked,
reserved,
your reservation, your appointment, your ticket, costs, the price, the cost, policy, within, cannot accept, can't
accept,
vous pouvez, vous devez, veuillez, essayez, j'ai, je peux, je vais, nous pouvons, nous allons, nous avons,
malheureusement,
sera, remboursement, remplacement, envoye, gratuit, confirme, reserve,
puede, puedes, debe, debes, por favor, intente, intenta, he enviado, hemos, vamos a, voy a, podemos, lamentablemente,
sera, reembolso, reemplazo, enviado, gratis, confirmado, reservado,
voce pode, pode, deve, por favor, tente, enviei, vamos, vou, podemos, infelizmente, sera, reembolso, substituicao,
enviado,
gratis, confirmado, reservado,
sie konnen, sie mussen, bitte, versuchen, ich habe, ich werde, ich kann, wir haben, wir konnen, wir werden, leider,
wird,
erstattung, ersatz, versendet, kostenlos, bestatigt, gebucht, reserviert
""")

# The customer tells what was tried already.
TRIED = any_of("""
i tried, i've tried, i have tried, already tried, tried to, i already, i restarted, i reset, i called, i contacted, i
checked,
i followed, i did that, as described, as told, twice, several times,
j'ai essaye, j'ai deja, deja essaye, j'ai appele, j'ai contacte, j'ai verifie, j'ai redemarre,
ya intente, ya probe, ya llame, he intentado, he probado, intente, reinicie, ya revise,
ja tentei, ja liguei, tentei, ja fiz, ja verifiquei, reiniciei,
schon versucht, habe versucht, bereits versucht, schon probiert, habe angerufen, neu gestartet, habe schon
""")

# Courtesies, which say nothing about the matter.
EMPTY = any_of("""
hi, hello, hey, good morning, good afternoon, good evening, welcome, how can i help, how may i help, how are you,
thank you, thanks, you're welcome, you are welcome, have a nice day, have a great day, have a good day, bye, goodbye,
one moment, just a moment, let me check, let me see, please wait, hold on, sure, of course, no problem, my pleasure,
anything else, is there anything else, glad to help, happy to help, take care, great, perfect, okay, ok,
bonjour, bonsoir, merci, de rien, au revoir, bonne journee, un instant, un moment, autre chose,
hola, buenos dias, buenas tardes, gracias, de nada, adios, un momento, algo mas, buen dia,
oi, ola, bom dia, boa tarde, obrigado, obrigada, de nada, tchau, um momento, um instante, mais alguma coisa,
hallo, guten tag, guten morgen, danke, bitte sehr, gern geschehen, auf wiedersehen, einen moment, sonst noch
""")

# Asking for a human is why there is a brief; it is not what the customer came for.
HUMAN = any_of("""
real employee, another employee, proper employee, an employee, real agent, another agent, connect me, transfer me,
put me through, hand me over, a manager please, talk to a manager, speak to a manager, talk to your manager,
speak to your manager, talk to a supervisor, speak to a supervisor, escalate, call me back, call me please, callback,
call back, human help, real support, skip the bot, appelez-moi, rappelez-moi, etre rappele, un vrai employe,
escalader, llamenme, me llamen, me pueden llamar, empleado de verdad, escale, me liguem, me ligar, funcionario de
verdad,
ruckruf, zuruckrufen, rufen sie mich, verbinden sie mich, vorgesetzten, eskalieren,
agent, human, real person, representative, operator, talk to a person, speak to a person, talk to someone, speak to
someone,
talk to somebody, customer service, a person, conseiller, humain, parler a quelqu'un, une personne, agente, humano,
una persona, hablar con alguien, asesor, atendente, uma pessoa, falar com alguem, mitarbeiter, mensch, menschen
""")

# Something went wrong: that weighs more than a question about hours.
PROBLEM = any_of("""
missing, broken, damaged, defective, leaking, wrong, late, never arrived, didn't arrive, did not arrive, not arrived,
hasn't arrived, has not arrived, never came, didn't come, did not come, doesn't work, does not work, not working,
stopped working,
error, charged twice, charged me twice, double charged, overcharged, wrongly charged, lost, stolen, complaint, too
small, too big,
not received, haven't received, didn't receive, did not receive, never received, refund, locked out, blocked, declined,
casse, cassee, abime, defectueux, fuit, manque, en retard, erreur, ne marche pas, ne fonctionne pas, ne fonctionne
plus, pas recu,
pas arrive, pas arrivee, perdu, remboursement, debite deux fois, bloque,
roto, rota, danado, defectuoso, falta, error, no funciona, no llego, no ha llegado, no he recibido, no me llego,
cobraron,
reembolso, bloqueada, bloqueado,
quebrado, quebrada, danificado, defeito, atrasado, atraso, erro, nao funciona, nao chegou, nao recebi, cobraram,
estorno,
kaputt, beschadigt, defekt, undicht, fehlt, verspatet, fehler, funktioniert nicht, geht nicht, nicht angekommen, nicht
erhalten,
nicht da, doppelt abgebucht, erstattung, gesperrt
""")

# Said beside the number of an order, these state the number and wish for nothing.
REFERENCE = any_of("""
my, the, is, it's, it, its, of, for, here, sure, this, that, a, and, was, number, numbers, no, nr, order, orders,
order id, id, case,
ticket, booking, reservation, invoice, account, customer, reference, ref, code, tracking, shipment, parcel, user,
username, name,
email, e-mail, mail, phone, address, zip, postcode, under, with, from, yes, ok, okay, hi, hello, please,
mon, ma, le, la, est, c'est, numero, commande, dossier, facture, reservation, voici, oui, de, client, compte,
mi, el, es, pedido, orden, caso, factura, reserva, cuenta, si, aqui, esta, del, cliente, correo,
meu, minha, o, e, fatura, conta, sim, aqui, do, da, codigo,
mein, meine, meiner, die, das, der, ist, lautet, bestellung, bestellnummer, nummer, fall, rechnung, buchung,
kundennummer, hier, ja,
konto
""")

# Whoever says that somebody allowed it claims something that has to be checked.
AUTHORITY = any_of("""
approved, authorised, authorized, promised, agreed, guaranteed, granted, confirmed that, was told, were told, told me,
told us,
said i can, said that i, said you would, supervisor, manager, boss,
approuve, autorise, promis, garanti, m'a dit, m'ont dit, on m'a dit, responsable,
aprobo, autorizo, prometio, prometieron, me dijo, me dijeron, garantizo, supervisor, gerente,
aprovou, autorizou, prometeu, prometeram, me disse, me disseram, garantiu, gerente,
genehmigt, zugesagt, versprochen, zugesichert, hat mir gesagt, wurde gesagt, vorgesetzt*
""")
