"""Postal addresses as five languages write them: a house number or a postal code is no number of an order."""

import re

_SP = "[ \u00a0]"
_TITLE = r"(?-i:[A-ZÀ-Þ])[\w.'’-]{0,30}"
_NAME = r"[^\W\d_][\w.'’-]{0,30}"
_NAMES = rf"{_NAME}(?:{_SP}{_NAME}){{0,4}}"
_NTH = r"\d{1,3}(?:st|nd|rd|th)"
_LINK = r"(?:de|del|della|la|las|los|le|les|el|da|do|dos|das|e|y|am|an|der|sur|en)"
_CITY = rf"{_TITLE}(?:{_SP}(?:{_LINK}{_SP})?{_TITLE}){{0,3}}"
_UK = r"(?-i:[A-Z]{1,2}\d[A-Z\d]?[ \u00a0]\d[A-Z]{2})"
_CODE = r"(?:[A-Z]-)?(?:\d{5}-\d{3}|\d{4}-\d{3}|\d{5}(?:-\d{4})?|\d{4})"
_TAIL = rf"(?:,?{_SP}(?:{_CODE}{_SP}{_CITY}|{_UK}))?"

_ROAD = "street|st|avenue|ave|road|rd|boulevard|blvd"
_WAY = (
    rf"{_ROAD}|lane|ln|drive|dr|way|row|court|ct|place|pl|square|sq|terrace|parkway|pkwy|highway|hwy|circle|cir|close|"
    "crescent|expressway|trail|plaza"
)
_RUE = "rue|avenue|av\\.|boulevard|bd|place|chemin|allée|impasse|quai|cours|route|square|passage"
_RUA = "calle|avenida|avda\\.?|av\\.|plaza|paseo|camino|carrer|rua|r\\.|travessa|praça|alameda|largo|estrada"
_FLAT = rf"(?:,?{_SP}(?:#|apt\.?|apartment|suite|ste\.?|unit|floor|fl\.?|flat|no\.?){_SP}?[\w-]{{1,8}})?"
_ASKED = "zip(?: ?code)?|post(?:al)? ?code|plz|postleitzahl|cep|code postal|cp|c\\.p\\.|código postal"

_SHAPES = (
    # 377 Santana Row #1000, San Jose, CA 95128; 10 Downing Street, London SW1A 2AA
    rf"(?<![\w#.,/-])\d{{1,6}}[a-z]?(?:-\d{{1,6}})?{_SP}"
    rf"(?:(?:(?:{_NTH}|{_TITLE}){_SP}){{1,4}}(?:{_WAY})|(?:(?:{_NTH}|{_NAME}){_SP}){{1,2}}(?:{_ROAD}))\b\.?{_FLAT}"
    rf"(?:,?{_SP}{{1,2}}{_NAMES},{_SP}[A-Z]{{2}}{_SP}\d{{5}}(?:-\d{{4}})?|(?:,{_SP}{_NAMES})?,?{_SP}{_UK})?",
    # 12 bis rue de la Paix, 75002 Paris
    rf"(?<![\w#.,/-])\d{{1,4}}(?:{_SP}?(?:bis|ter))?,?{_SP}(?:{_RUE}){_SP}{_NAMES}{_TAIL}",
    # Hauptstraße 12a, 10115 Berlin
    r"(?<!\w)(?-i:[A-ZÄÖÜ])[\w.-]{0,30}(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|damm|ufer)"
    rf"{_SP}\d{{1,4}}{_SP}?(?:[a-z]\b)?{_TAIL}",
    # Calle Mayor 5, 3.º B, 28013 Madrid; Rua Augusta, n.º 1500, 01310-200 São Paulo
    rf"(?<!\w)(?:(?:{_RUA}){_SP}|c/{_SP}?)(?:{_TITLE}|{_LINK}\b)(?:{_SP}(?:{_TITLE}|{_LINK}\b)){{0,5}},?{_SP}"
    rf"(?:n[.º°]{{1,2}}{_SP}?)?\d{{1,5}}(?:,{_SP}\d{{1,2}}[.º°ª]{{1,2}}(?:{_SP}?[A-Z]\b)?)?{_TAIL}",
    # NY 75227; SW1A 2AA; K1A 0B1
    rf"(?<!\w)(?-i:[A-Z]{{2}}){_SP}\d{{5}}(?:-\d{{4}})?(?!\w)|(?<!\w){_UK}(?!\w)",
    r"(?<!\w)(?-i:[A-Z]\d[A-Z])[ -]\d[A-Z]\d(?!\w)",
    # 01310-200 São Paulo; D-10115 Berlin
    rf"(?<![\w-])(?:[A-Z]-)?(?:\d{{5}}-\d{{3}}|\d{{4}}-\d{{3}}){_SP}{_CITY}|(?<!\w)(?-i:[A-Z])-\d{{4,5}}{_SP}{_CITY}",
    rf"(?<!\w)(?:{_ASKED})(?:{_SP}(?:is|est|es|é|ist))?:?{_SP}(?:\d{{5}}-\d{{3,4}}|\d{{4}}-\d{{3}}|\d{{4,5}})",
)
ADDRESS = re.compile("|".join(_SHAPES), re.IGNORECASE)
