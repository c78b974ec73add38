"""Spanish."""

from chorus.language.lexicon.words import Words

SPANISH = Words(
    human="humano, humana, humanos, ser humano, persona, persona real, persona de verdad, persona humana, agente, "
    "agentes, "
    "asesor, asesora, asesores, operador, operadora, representante, ejecutivo, ejecutiva, atencion al cliente, "
    "servicio al cliente, encargado, encargada, supervisor, supervisora, gerente, jefe, teleoperador, teleoperadora, "
    "agente humano, gente real, gente de verdad",
    somebody="alguien, soporte, un companero, una companera, el personal, el equipo, su equipo, un empleado, "
    "una empleada, un tecnico, un especialista, un experto",
    reach="hablar, hablo, habla, chatear, comunicarme, comunicar, comuniqueme, comunicame, comuniquenme, pasar con, "
    "paseme, pasame, pasenme, pasarme, transferir, transferirme, transfierame, transfiereme, transfieranme, "
    "transfiere, "
    "contactar, contactarme, contacte, conectar, conectarme, conectame, conecteme, derivar, derivame, deriveme, "
    "poner en contacto, ponerme en contacto, ponme con, pongame con, pongame en contacto, llamar, llamen, llamenme, "
    "conversar, dialogar, escalar, atender, atienda, atiendan, me atienda, atenderme, ayudarme, ayude, me ayude, "
    "comunicarse, redirigir, entrar en contacto",
    want="quiero, necesito, quisiera, me gustaria, prefiero, preferiria, dame, deme, denme, exijo, solicito, hay, "
    "puedo tener, busco, deseo, pido, requiero, tienen, me das, me pueden dar",
    filler="un, una, el, la, los, por favor, porfavor, porfa, xfa, ahora, ya, con, real, de verdad, hola, gracias, "
    "si, ok, "
    "urgente, yo, a, al, inmediatamente, su, quiero",
    refuse="no necesito, no quiero, no hace falta, sin hablar, sin tener que, no es necesario, no me pase*, "
    "no me transfiera*, no me comunique*, en vez de hablar, ya no necesito, ya no quiero, prefiero no, no deseo, sin "
    "un, "
    "sin una, no requiero",
    past="hable con, ya hable, hablado con, me dijo, me dijeron, me atendio, dijo que, me prometio, me colgo, "
    "estaba, me llamo ayer, me ayudo",
    about="que es un, que es una, cuanto cuesta, cuanto, cuantos, cuantas, quien es, cuando abre, a que hora, horario, "
    "horarios, cual es el, cual es la, cuales son, numero de, telefono de, correo de, por que",
    not_meant="recursos humanos, error humano, derechos humanos, por persona, para una persona, para una sola persona, "
    "# personas, # persona, otra persona, agente inmobiliario, agente de viajes, agentes de viajes, agente de "
    "limpieza, "
    "agente de aduanas, comision del agente, en persona, persona fisica, persona juridica, persona mayor, "
    "operador movil, operador turistico, operador logistico, mi agente, mi jefe, mi gerente, mi operador, mi asesor, "
    "ser agente, trabajar como, eres humano, eres humana, eres una persona, eres un humano, eres una persona real, "
    "es usted humano, es usted una persona, estoy hablando con un humano, estoy hablando con una persona, "
    "hablo con un humano, hablo con una persona, horario de atencion, horario de atencion al cliente, "
    "telefono de atencion al cliente, numero de atencion al cliente, numero de servicio al cliente",
    no_bot="no un robot, no un bot, no con un robot, no con un bot, no con una maquina, no una maquina, "
    "hablar con un robot, hablar con una maquina, hablar con un bot, hablar con robots, no quiero un bot, "
    "no quiero un robot, no quiero bots, no quiero robots, nada de bots, nada de robots, odio los bots, odio los "
    "robots, "
    "harto de este bot, en vez de un robot, en lugar de un robot, en vez de un bot, en lugar de un bot",
    greeting="hola, buenas, buenos dias, buenas tardes, buenas noches, hola buenas, hola buenos dias, "
    "hola buenas tardes, hola que tal, saludos, buen dia, hey, ola",
    thanks="gracias, muchas gracias, mil gracias, gracias por la ayuda, gracias por su ayuda, gracias por tu ayuda, "
    "perfecto, perfecto gracias, genial, excelente, estupendo, ok gracias, vale gracias, muy amable, entendido, "
    "de acuerdo, me sirve, me ayudo mucho, entiendo, ya entendi, listo, listo gracias, buenisimo, fantastico, muy bien",
    goodbye="adios, hasta luego, chao, chau, hasta pronto, eso es todo, es todo, nada mas, eso seria todo, "
    "no gracias, no nada mas, que tenga buen dia, que tengas buen dia, buen dia gracias, nos vemos, eso es todo "
    "gracias, "
    "no mas preguntas, bye",
    yes="si, si por favor, claro, claro que si, por favor, vale, ok, dale, bueno, de acuerdo, por supuesto, "
    "si gracias, si claro, adelante, esta bien, perfecto, si quiero, si porfa, porfa, me gustaria, si me gustaria, "
    "obvio",
    no="no, no gracias, ahora no, todavia no, no hace falta, no es necesario, dejalo, dejelo",
    are_you_human="eres un robot, eres un bot, eres humano, eres humana, eres una persona, eres un humano, eres real, "
    "eres una persona real, es usted un robot, es usted humano, es usted una persona, esto es un bot, es un robot, "
    "es un bot, estoy hablando con un robot, estoy hablando con un humano, estoy hablando con una persona, "
    "estoy hablando con un bot, hablo con un humano, hablo con una persona, hablo con un robot, quien eres, "
    "como te llamas, eres una maquina, hay alguien, hay alguien ahi, que puedes hacer",
    how_are_you="que tal, como estas, como esta, como va, hola como estas, que hay, como te va",
    no_use="no me ayuda, eso no me ayuda, no me sirve, eso no me sirve, no ayuda, no es lo que pregunte, "
    "eso no es lo que pregunte, no es lo que pedi, no es mi pregunta, esa no es mi pregunta, no es eso, "
    "respuesta incorrecta, eso no es, no me entiendes, no entiendes, no me entendiste, no respondes a mi pregunta, "
    "no responde mi pregunta, no responde a mi pregunta, sigue sin funcionar, todavia no funciona, aun no funciona, "
    "ya lo intente, ya probe eso, ya lo probe, eso es incorrecto, no funciono",
    vague="ayuda, ayudame, ayudeme, necesito ayuda, me puedes ayudar, me puede ayudar, puedes ayudarme, "
    "puede ayudarme, tengo una pregunta, tengo un problema, tengo una duda, una pregunta, una consulta, consulta, "
    "pregunta, problema, no funciona, tengo una consulta, hola necesito ayuda, hola tengo una pregunta, "
    "alguien me puede ayudar, alguien puede ayudarme, pedido, mi pedido, cuenta, mi cuenta, informacion, duda",
    stop="el la los las un una unos unas y o u es son era fue ser yo tu usted ustedes el ella ellos nosotros mi mis "
    "tu tus "
    "su sus este esta estos estas ese esa eso esto que quien como cuando cuanto cuanta donde por para con sin de del "
    "al en "
    "no si muy mas hola gracias buenos buenas dias tardes quiero necesito puedo puede pueden tengo tiene tienen hay "
    "estoy "
    "pero cual cuales me te le lo la se ya favor quisiera ayuda a e ante sobre entre hasta desde tambien hacer hago "
    "he ha "
    "han podria podrian gustaria saber porque",
)
