"""Portuguese, of Brazil and of Portugal."""

from chorus.language.lexicon.words import Words

PORTUGUESE = Words(
    human="humano, humana, humanos, ser humano, pessoa, pessoa real, pessoa de verdade, atendente, atendentes, agente, "
    "agentes, operador, operadora, representante, supervisor, supervisora, gerente, atendimento humano, suporte "
    "humano, "
    "consultor, consultora, sac, assistente humano, gente de verdade, atendente humano, apoio ao cliente, "
    "atendimento ao cliente, responsavel",
    somebody="alguem, suporte, a equipe, sua equipe, equipa, um funcionario, uma funcionaria, um colega, um tecnico, "
    "um especialista, gente, atendimento",
    reach="falar, falo, fale, conversar, transferir, transfere, transfira, transferencia, me passa, me passe, passar, "
    "passa para, passe para, passar para, chamar, chama, chame, contatar, contactar, entrar em contato, entrar em "
    "contacto, "
    "conectar, conecta, conecte, conversa com, encaminhar, encaminha, encaminhe, atender, atendido, atendida, atenda, "
    "direcionar, direciona, direcione, me ajudar, me ajude, me ligar, me ligue, ligar para mim, retornar, escalar, "
    "ser atendido, ser atendida, por em contacto",
    want="quero, queria, preciso, gostaria, prefiro, preferia, exijo, me da, me de, tem, ha, posso ter, solicito, "
    "desejo, procuro, cade, poderia ter, arruma, peco",
    filler="um, uma, o, a, os, por favor, pfv, pf, pfvr, agora, ja, com, real, de verdade, ola, oi, obrigado, "
    "obrigada, "
    "sim, ok, urgente, eu, para, imediatamente, ao, quero",
    refuse="nao preciso, nao quero, nao e necessario, sem falar, sem ter que, nao precisa, em vez de falar, "
    "nao me transf*, nao me passe, nao transfira, ja nao preciso, prefiro nao, nao gostaria, sem um, sem uma, nao "
    "desejo",
    past="falei com, ja falei, me disse, me disseram, conversei com, me atendeu, disse que, falou que, me prometeu, "
    "desligou, estava, me ajudou, me falaram, me informou, me informaram",
    about="o que e um, o que e uma, quanto custa, quanto, quantos, quantas, quem e, quando abre, que horas, "
    "a que horas, horario, horarios, qual e o, qual o, qual a, quais sao, numero do, telefone do, e-mail do, por que, "
    "porque",
    not_meant="recursos humanos, erro humano, direitos humanos, por pessoa, para uma pessoa, para uma so pessoa, "
    "# pessoas, # pessoa, outra pessoa, agente imobiliario, agente de viagens, agente de limpeza, taxa de agente, "
    "agente de viagem, pessoa fisica, pessoa juridica, pessoa idosa, em pessoa, operadora de celular, "
    "operadora do cartao, operadora de cartao, operadora de saude, operadora movel, operador logistico, minha "
    "operadora, "
    "meu gerente, meu agente, meu atendente, meu consultor, ser agente, trabalhar como, voce e humano, voce e humana, "
    "voce e uma pessoa, voce e um humano, voce e uma pessoa real, estou falando com um humano, "
    "estou falando com uma pessoa, falo com um humano, falo com uma pessoa, horario de atendimento, "
    "horario do atendimento, horario do sac, telefone do sac, numero do sac, telefone de atendimento",
    no_bot="nao um robo, nao um bot, nao com um robo, nao com um bot, nao com uma maquina, nao uma maquina, "
    "falar com um robo, falar com robo, falar com uma maquina, falar com maquina, falar com um bot, falar com bot, "
    "conversar com robo, conversar com um robo, nao quero um bot, nao quero um robo, nao quero bot, nao quero robo, "
    "nada de robo, odeio robo, odeio bot, odeio robos, em vez de um robo, em vez de robo, ao inves de um robo, "
    "ao inves de robo, cansado desse robo, cansada desse robo",
    greeting="oi, ola, bom dia, boa tarde, boa noite, oi tudo bem, ola tudo bem, opa, e ai, oii, oie, alo, ola bom "
    "dia, "
    "oi bom dia, oi boa tarde, oi boa noite",
    thanks="obrigado, obrigada, muito obrigado, muito obrigada, valeu, vlw, brigado, brigada, obg, obrigado pela "
    "ajuda, "
    "obrigada pela ajuda, perfeito, otimo, excelente, maravilha, ok obrigado, ok obrigada, entendi, entendido, "
    "ajudou muito, ajudou, agradeco, legal, show, beleza, certo obrigado, certo obrigada, muito bom, bacana, fixe",
    goodbye="tchau, ate logo, ate mais, adeus, e so isso, so isso, era so isso, isso e tudo, e tudo, nada mais, "
    "nao obrigado, nao obrigada, tenha um bom dia, bom dia e obrigado, so isso obrigado, so isso obrigada, "
    "mais nada, nao so isso, era isso, flw, ate breve",
    yes="sim, sim por favor, claro, claro que sim, por favor, ok, pode ser, quero, quero sim, com certeza, isso, "
    "sim obrigado, sim obrigada, beleza, tudo bem, gostaria, gostaria sim, pode, sim quero, aceito, sim pode, uhum, "
    "pode sim, bora, s",
    no="nao, nao obrigado, nao obrigada, agora nao, ainda nao, nao precisa, deixa, deixa pra la, nao e necessario",
    are_you_human="voce e um robo, voce e robo, voce e um bot, voce e humano, voce e humana, voce e uma pessoa, "
    "voce e um humano, voce e real, voce e uma pessoa real, voce e uma maquina, isso e um robo, isso e um bot, "
    "e um robo, estou falando com um robo, estou falando com um humano, estou falando com uma pessoa, "
    "estou falando com um bot, falo com um humano, falo com uma pessoa, quem e voce, qual seu nome, qual e o seu nome, "
    "tem alguem ai, alguem ai, es um robo, o que voce faz, o que voce pode fazer",
    how_are_you="tudo bem, como vai, como voce esta, tudo bom, como esta, oi tudo bom, tudo certo",
    no_use="nao ajudou, nao me ajudou, isso nao ajuda, isso nao me ajuda, nao ajuda, nao foi isso que perguntei, "
    "nao foi o que perguntei, nao e isso, nao e minha pergunta, nao foi isso, nao e o que perguntei, resposta errada, "
    "voce nao entende, voce nao entendeu, nao entendeu, nao respondeu minha pergunta, nao responde minha pergunta, "
    "nao respondeu, continua sem funcionar, ainda nao funciona, ja tentei isso, ja tentei, ja fiz isso, "
    "isso esta errado, nao funcionou, nao resolveu, nao resolve",
    vague="ajuda, me ajuda, me ajude, preciso de ajuda, pode me ajudar, voce pode me ajudar, poderia me ajudar, "
    "tenho uma pergunta, tenho um problema, tenho uma duda, tenho uma duvida, uma pergunta, uma duvida, duvida, "
    "pergunta, "
    "problema, nao funciona, nao esta funcionando, oi preciso de ajuda, alguem pode me ajudar, alguem me ajuda, "
    "pedido, "
    "meu pedido, conta, minha conta, informacao, informacoes, consegue me ajudar, podem me ajudar, podem-me ajudar",
    stop="o a os as um uma uns umas e ou u sao era foi ser eu tu voce voces ele ela eles nos meu minha meus minhas "
    "seu sua "
    "seus suas este esta estes estas esse essa isso isto que quem como quando quanto quanta onde por para com sem de "
    "do da "
    "dos das no na nos nas ao aos em nao sim muito mais ola oi obrigado obrigada bom boa dia tarde noite quero "
    "preciso posso "
    "pode podem tenho tem ha estou mas qual quais me te lhe se ja favor gostaria ajuda pelo pela sobre ate tambem "
    "fazer "
    "faco saber porque pra pro",
)
