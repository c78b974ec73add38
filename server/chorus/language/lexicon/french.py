"""French."""

from chorus.language.lexicon.words import Words

FRENCH = Words(
    human="humain, humaine, humains, etre humain, conseiller, conseillere, conseillers, agent, agents, operateur, "
    "operatrice, representant, representante, teleconseiller, teleconseillere, vraie personne, personne reelle, "
    "vrai humain, une personne, personne humaine, service client, service clients, service clientele, responsable, "
    "superieur, interlocuteur, vrai conseiller, quelqu'un de reel, quelqu'un de vrai, chef, manager",
    somebody="quelqu'un, qqn, le support, support, votre equipe, l'equipe, un employe, une employee, un collegue, "
    "un technicien, un specialiste, des gens, le sav, du monde",
    reach="parler, parle, parlez, discuter, joindre, contacter, passer, passez-moi, passez moi, passe-moi, passe moi, "
    "transferer, transferez-moi, transferez moi, transfere-moi, transfert, transferez, mettre en relation, "
    "mettez-moi en relation, mettez moi en relation, mise en relation, mis en relation, mettre en contact, "
    "mettez-moi en contact, echanger, dialoguer, rediriger, redirigez-moi, connecter, connectez-moi, connectez moi, "
    "rappeler, rappelle, rappele, appeler, communiquer, m'aider, me repondre, prendre le relais, escalader, "
    "mettre avec, mettez-moi avec, tchatter, chatter",
    want="veux, voudrais, voudrai, souhaite, souhaiterais, aimerais, j'aimerais, besoin, prefere, prefererais, "
    "il me faut, donnez-moi, donnez moi, exige, demande, y a-t-il, y a t il, y a-t'il, puis-je avoir, est-ce qu'il y "
    "a, "
    "peut-on avoir, je cherche, avoir, envoyez-moi, je peux avoir",
    filler="un, une, le, la, les, des, s'il vous plait, s'il te plait, svp, stp, maintenant, vite, tout de suite, je, "
    "moi, vrai, vraie, reel, reelle, bonjour, merci, oui, ok, a, avec, en, de, votre, d'un, d'une, urgent, "
    "immediatement, mais, veux",
    refuse="pas besoin, n'ai pas besoin, ne veux pas, veux pas, ne souhaite pas, inutile de, sans parler, sans passer, "
    "sans contacter, sans devoir, pas la peine, plutot que de, ne me transferez pas, ne transferez pas, pas "
    "necessaire, "
    "sans avoir a, sans un, plus besoin, evitez",
    past="j'ai parle, j'ai deja parle, ai deja parle, ai parle, j'ai discute, j'ai eu, m'a dit, m'ont dit, m'a "
    "repondu, "
    "a dit, m'avait dit, m'a promis, etait, m'a aide, m'a raccroche",
    about="qu'est-ce qu'un, qu'est ce qu'un, combien, quels sont, quelles sont, quelle est, quel est, qui est, "
    "quand est-ce que, quand est, a quelle heure, horaires, numero du, numero de, adresse du, c'est quoi, pourquoi",
    not_meant="ressources humaines, erreur humaine, droits humains, droits de l'homme, agent immobilier, "
    "agents immobiliers, agent de voyage*, agent d'entretien, agent nettoyant, agent de securite, frais d'agent, "
    "par personne, pour une personne, pour une seule personne, # personnes, # personne, une autre personne, en "
    "personne, "
    "personne ne, personne n', personne n'a, personne n'est, personne morale, personne physique, "
    "une personne agee, chef de produit, operateur mobile, operateur telephonique, mon operateur, mon conseiller, "
    "mon responsable, mon chef, mon agent, mon manager, devenir agent, devenir conseiller, etes-vous un humain, "
    "etes vous un humain, es-tu un humain, es-tu humain, es tu humain, etes-vous humain, etes vous humain, "
    "etes-vous une personne, vous etes un humain, tu es humain, tu es un humain, est-ce que je parle a un humain, "
    "je parle a un humain, je parle a une personne, horaires du service client, "
    "horaires du service clients, numero du service client, page de support",
    no_bot="pas un robot, pas a un robot, pas avec un robot, pas un bot, pas a un bot, pas de robot, pas de bot, "
    "marre des robots, marre de ce robot, marre du robot, pas a une machine, pas avec une machine, parler a un robot, "
    "parler a une machine, parler avec un robot, parler a un bot, plus de robot, arretez le robot, non au robot, "
    "deteste les robots, plutot qu'un robot, au lieu d'un robot, a la place d'un robot",
    greeting="bonjour, salut, bonsoir, coucou, hello, bjr, slt, bonjour a tous, re bonjour, rebonjour, hey",
    thanks="merci, merci beaucoup, merci bien, mille mercis, grand merci, super merci, c'est parfait, parfait, super, "
    "genial, tres bien, d'accord merci, ok merci, merci pour votre aide, merci de votre aide, ca marche, nickel, top, "
    "impeccable, excellent, c'est gentil, compris, je comprends, c'est clair, cool, d'accord",
    goodbye="au revoir, a bientot, bonne journee, bonne soiree, bonne nuit, c'est tout, ce sera tout, c'est bon, "
    "non c'est tout, non merci, rien d'autre, a plus, ciao, bye, plus de questions, c'est tout merci, pas d'autre "
    "question",
    yes="oui, ouais, oui s'il vous plait, oui svp, oui merci, volontiers, bien sur, d'accord, ok, avec plaisir, "
    "je veux bien, allez-y, vas-y, oui je veux bien, absolument, s'il vous plait, svp, pourquoi pas, bien entendu, "
    "oui volontiers, oui bien sur, carrement, oui d'accord",
    no="non, non merci, pas maintenant, pas la peine, pas encore, c'est bon, inutile, nan",
    are_you_human="es-tu un robot, es tu un robot, etes-vous un robot, etes vous un robot, etes-vous un humain, "
    "etes vous un humain, es-tu un humain, es-tu humain, es tu humain, etes-vous humain, etes vous humain, "
    "etes-vous une personne, vous etes un robot, tu es un robot, vous etes un humain, tu es humain, "
    "je parle a un robot, je parle a un humain, je parle a une personne, est-ce que je parle a un humain, "
    "est-ce que je parle a un robot, c'est un robot, qui es-tu, qui etes-vous, qui etes vous, tu es qui, "
    "comment tu t'appelles, comment vous appelez-vous, il y a quelqu'un, y a quelqu'un, vous etes la, "
    "que peux-tu faire, que pouvez-vous faire",
    how_are_you="ca va, comment ca va, comment allez-vous, comment allez vous, comment vas-tu, vous allez bien, "
    "bonjour ca va, tu vas bien",
    no_use="ca n'aide pas, cela n'aide pas, ca ne m'aide pas, cela ne m'aide pas, ca m'aide pas, pas utile, "
    "ce n'est pas ma question, c'est pas ma question, ce n'est pas ce que j'ai demande, c'est pas ce que j'ai demande, "
    "ce n'est pas ca, c'est pas ca, ce n'est pas ce que je demande, mauvaise reponse, vous ne comprenez pas, "
    "tu ne comprends pas, vous n'avez pas compris, tu n'as pas compris, ne repond pas a ma question, "
    "vous ne repondez pas a ma question, ca ne marche toujours pas, ca marche toujours pas, j'ai deja essaye, "
    "deja essaye, c'est faux, ce n'est pas la reponse, toujours pas",
    vague="aide, aidez-moi, aidez moi, aide-moi, j'ai besoin d'aide, besoin d'aide, pouvez-vous m'aider, "
    "pouvez vous m'aider, peux-tu m'aider, j'ai une question, j'ai un probleme, j'ai un souci, question, probleme, "
    "ca ne marche pas, ca marche pas, une question, bonjour j'ai une question, quelqu'un peut m'aider, "
    "quelqu'un peut-il m'aider, commande, ma commande, mon compte, compte, information, renseignement",
    stop="le la les un une des du de et ou est sont je tu il elle on nous vous ils elles mon ma mes ton ta tes son sa "
    "ses "
    "votre vos notre nos leur leurs ce cette ces cet que qui quoi dont dans sur sous pour avec par sans pas ne plus "
    "au aux "
    "comment quand combien pourquoi quel quelle quels quelles bonjour merci oui non s'il te plait c'est j'ai je n'ai "
    "qu'est "
    "l'on suis es etes sommes avez avoir ai as a ont etre mais donc ou puis peux peut pouvez veux voudrais si en y se "
    "me moi "
    "toi lui tout tous faire fait est-ce qu'il qu'elle j'aimerais aimerais besoin bien aussi tres",
)
