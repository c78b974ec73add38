"""German."""

from chorus.language.lexicon.words import Words

GERMAN = Words(
    human="mensch, menschen, echten menschen, echter mensch, mitarbeiter, mitarbeiterin, mitarbeitern, mitarbeitende*, "
    "berater, beraterin, agent, agenten, kundenberater, kundenberaterin, kundenservice, kundendienst, kundenbetreuer, "
    "kundenbetreuung, vorgesetzte*, echte person, echten person, reale person, realen person, sachbearbeiter, "
    "sachbearbeiterin, ansprechpartner, ansprechpartnerin, operator, person, support-mitarbeiter, supportmitarbeiter, "
    "servicemitarbeiter, chef, manager, leiter",
    somebody="jemand, jemanden, jemandem, support, ihr team, team, kollege, kollegen, kollegin, techniker, experten, "
    "experte, leuten, irgendwem, irgendjemand*",
    reach="sprechen, spreche, reden, rede, verbinden, verbinde, verbindet, verbunden, weiterleiten, weitergeleitet, "
    "leiten, "
    "leite mich, chatten, durchstellen, stellen sie mich, kontaktieren, erreichen, telefonieren, anrufen, "
    "ruckruf, zuruckrufen, weitergeben, ubergeben, unterhalten, weiterverbinden, kontakt, kontakt zu, kontakt mit, "
    "helfen, ubernehmen, ubernimmt, an einen, schreiben",
    want="mochte, will, brauche, hatte gern*, geben sie mir, gib mir, bevorzuge, gibt es, verlange, wunsche, "
    "holen sie, hol mir, hol, habt ihr, haben sie, kann ich, konnte ich, wo ist, lieber, suche, bekomme ich",
    filler="ein, eine, einen, einem, einer, der, die, das, den, dem, bitte, jetzt, sofort, mit, echt, echte, echten, "
    "echter, hallo, danke, ja, ok, ich, dringend, zu, an, endlich, mal, doch, will",
    refuse="brauche keinen, brauche keine, brauche kein, will keinen, will keine, mochte keinen, mochte keine, "
    "nicht notig, nicht mit einem menschen, kein bedarf, ohne mit, ohne einen, statt mit einem menschen, "
    "nicht verbinden, nicht weiterleiten, nicht mehr notig, mochte nicht mit, will nicht mit, muss nicht mit, ohne "
    "dass",
    past="gesprochen, telefoniert, hat gesagt, hat mir, sagte, sagten, hatte mir, versprochen, war sehr, wurde mir, "
    "haben mir, geholfen, aufgelegt",
    about="was ist ein, was ist eine, was kostet, wie viel, wie viele, wer ist, wann ist, wann sind, wie lange, "
    "offnungszeiten, telefonnummer, welche nummer, wie lautet, wann hat, welche zeiten, warum",
    not_meant="pro person, fur eine person, # personen, # person, andere person, anderen person, jede person, "
    "mitarbeiterrabatt, reiseagent*, menschenrechte, kein mensch, personlich, bist du ein mensch, sind sie ein mensch, "
    "bist du eine person, bist du eine echte person, sind sie eine echte person, spreche ich mit einem menschen, "
    "rede ich mit einem menschen, spreche ich mit einer person, mein chef, meinem chef, meinen chef, mein berater, "
    "mein manager, mitarbeiter werden, agent werden, als mitarbeiter, juristische person, "
    "passwort-manager, passwortmanager, telefonnummer vom kundenservice, nummer vom kundenservice",
    no_bot="kein bot, keinen bot, keine bots, kein roboter, keinen roboter, keine roboter, keine maschine, "
    "nicht mit einem bot, nicht mit einem roboter, nicht mit einer maschine, nicht mit dem bot, mit einem roboter "
    "reden, "
    "mit einem bot reden, mit einer maschine reden, mit einer maschine sprechen, mit einem roboter sprechen, "
    "mit einem bot sprechen, statt eines bots, statt einem bot, hasse bots, hasse roboter, statt mit einem bot",
    greeting="hallo, hi, hey, guten tag, guten morgen, guten abend, moin, servus, gruss gott, hallo zusammen, "
    "tag, morgen, moin moin, guten tag zusammen, huhu",
    thanks="danke, vielen dank, danke schon, dankeschon, danke sehr, besten dank, super danke, perfekt, super, toll, "
    "prima, ok danke, alles klar, alles klar danke, verstanden, das hilft, das hat geholfen, hat geklappt, klasse, "
    "herzlichen dank, tausend dank, danke fur die hilfe, danke fur ihre hilfe, sehr gut, ausgezeichnet, merci",
    goodbye="tschuss, auf wiedersehen, bis dann, bis bald, das war alles, das ist alles, das wars, das war's, "
    "nein danke, schonen tag, schonen tag noch, schonen abend, ciao, nichts weiter, keine weiteren fragen, "
    "nein das war alles, tschau, gute nacht, mehr brauche ich nicht",
    yes="ja, ja bitte, gerne, ja gerne, bitte, ok, okay, klar, na klar, naturlich, jawohl, sicher, einverstanden, "
    "das ware gut, das ware toll, ja das ware gut, sehr gerne, in ordnung, mach das, machen sie das, jo, jep, ja klar",
    no="nein, nein danke, jetzt nicht, noch nicht, nicht notig, ne, nee, lieber nicht",
    are_you_human="bist du ein bot, bist du ein roboter, sind sie ein bot, sind sie ein roboter, bist du ein mensch, "
    "sind sie ein mensch, bist du echt, bist du eine person, bist du eine echte person, sind sie eine echte person, "
    "ist das ein bot, ist das ein roboter, spreche ich mit einem menschen, spreche ich mit einem bot, "
    "spreche ich mit einem roboter, rede ich mit einem menschen, rede ich mit einem bot, spreche ich mit einer person, "
    "wer bist du, wer sind sie, wie heisst du, wie heissen sie, ist da jemand, bist du eine ki, bist du eine maschine, "
    "was kannst du",
    how_are_you="wie geht's, wie geht es dir, wie geht es ihnen, wie gehts, alles gut, na wie geht's",
    no_use="das hilft nicht, das hilft mir nicht, hilft nicht, hilft mir nicht, hat nicht geholfen, nicht hilfreich, "
    "das war nicht meine frage, das ist nicht meine frage, nicht meine frage, das habe ich nicht gefragt, "
    "danach habe ich nicht gefragt, falsche antwort, das ist falsch, das stimmt nicht, du verstehst nicht, "
    "sie verstehen nicht, du verstehst mich nicht, sie verstehen mich nicht, beantwortet meine frage nicht, "
    "funktioniert immer noch nicht, geht immer noch nicht, habe ich schon versucht, habe ich schon probiert, "
    "schon probiert, schon versucht, das meine ich nicht, hat nicht funktioniert, hat nicht geklappt",
    vague="hilfe, hilf mir, helfen sie mir, ich brauche hilfe, brauche hilfe, konnen sie mir helfen, kannst du mir "
    "helfen, "
    "ich habe eine frage, ich habe ein problem, eine frage, frage, problem, geht nicht, funktioniert nicht, "
    "kann mir jemand helfen, hallo ich habe eine frage, bestellung, meine bestellung, konto, mein konto, information",
    stop="der die das den dem des ein eine einen einem einer und oder ist sind war waren ich du er sie es wir ihr "
    "mein meine "
    "meinen meiner dein deine ihr ihre ihren ihrer unser dieser diese dieses diesen von zu im in am an auf fur mit "
    "bei aus "
    "nach nicht kein keine wie was wann wo wohin woher warum wer welche welcher welches bitte danke hallo ja nein "
    "habe hat "
    "haben kann konnen mochte will wollen brauche aber wenn auch noch schon mir mich uns euch sich zum zur als um uber "
    "werden wird wurde gibt man so nur sehr da hier dort mal",
)
