"""How five languages write amounts, dates, times, telephone numbers, measures, cards and addresses of the Internet.

Each pattern begins where a run begins (a look-behind) and repeats possessively or within bounds: linear time.
"""

import re

# Spaces that stand inside a number: plain, no-break, narrow no-break, thin, figure.
SPACE = "[ \u00a0\u202f\u2009\u2007]"
_DASH = f"{SPACE}?[-‐‑–—−]{SPACE}?"

# "May" is a verb as well.
_MONTHS = (
    r"jan(?:uary|vier|eiro|uar)?|janv|feb(?:ruary|rero|ruar)?|fev(?:rier|ereiro)?|fév(?:rier|r)?|mar(?:ch|s|zo|ço)?|"
    r"märz?|apr(?:il)?|avr(?:il)?|abr(?:il)?|may(?![ ](?:be|have|not|need|also|take|i|we|you)\b)|mai|mayo|maio|"
    r"jun(?:e|io|ho|i)?|juin|jul(?:y|io|ho|i)?|juil(?:let)?|aug(?:ust)?|août|aout|agosto|"
    r"sept?(?:ember|embre|iembre)?|setembro|setiembre|oct(?:ober|obre|ubre)?|okt(?:ober)?|outubro|"
    r"nov(?:ember|embre|iembre|embro)?|dec(?:ember)?|déc(?:embre)?|dez(?:ember|embro)?|dic(?:iembre)?|enero|ene"
)
# These are words as well ("3 out of 5", "2 days ago"), so they count only with "de" before or a stop behind.
_UNSURE = r"(?:set|out|ago)"
_MONTH = rf"(?:{_MONTHS})\b(?!'|’)(?:\.(?=,|{SPACE}(?-i:[\da-zà-ÿ(])))?"
_TH = r"(?:st|nd|rd|th|er|ème|º|ª|°|\.)?"
_DAY = rf"\d{{1,2}}{_TH}"
_YEAR = r"(?:\d{4}|'\d{2})(?!\d)"
_OF = rf"(?:{SPACE}(?:of|de|do|del){SPACE}|{SPACE}|-|\.{SPACE}?)"

DATE = re.compile(
    # 2026-11-03, with its time where one hangs on it
    rf"(?<!\d)\d{{4}}([-/.])\d{{1,2}}\1\d{{1,2}}(?:T\d{{1,2}}:\d{{2}}(?::\d{{2}}(?:[.,]\d{{1,9}})?)?(?:Z|[+-]\d{{2}}:?\d{{2}})?)?"
    # 3.11.–5.11.2026, 3.-5.11.2026
    rf"|(?<!\d)\d{{1,2}}\.(?:\d{{1,2}}\.(?:\d{{4}}|\d{{2}})?)?{_DASH}\d{{1,2}}\.{SPACE}?\d{{1,2}}\.(?:{SPACE}?(?:\d{{4}}|\d{{2}})(?!\d))?"
    # 03/11/2026, 3-11-26, and ranges of them
    rf"|(?<!\d)\d{{1,2}}([./-])\d{{1,2}}\2(?:\d{{4}}|\d{{2}})(?:{_DASH}\d{{1,2}}([./-])\d{{1,2}}\3(?:\d{{4}}|\d{{2}}))?"
    # 3.11., 3. 11. 2026
    rf"|(?<!\d)\d{{1,2}}\.{SPACE}?\d{{1,2}}\.(?:{SPACE}\d{{4}}(?!\d)|(?=,|{SPACE}(?-i:[a-zà-ÿ])))"
    # 3 November, the 3rd of November 2026, 3 de noviembre de 2026, 3–5 November
    rf"|(?<!\d)(?:{_DAY}(?:{_DASH}|{SPACE}(?:to|and|bis|au|al|a|à|und|et|e|y){SPACE}))?{_DAY}"
    rf"(?:{_OF}{_MONTH}|{SPACE}de{SPACE}{_UNSURE}\b|{SPACE}{_UNSURE}\.(?={SPACE}\d{{4}}))"
    rf"(?:(?:,?{SPACE}|-|/)(?:de{SPACE}|del{SPACE})?{_YEAR})?"
    # November 3rd, 2026; Nov 3–5
    rf"|(?<!\w){_MONTH}{SPACE}\d{{1,2}}(?:st|nd|rd|th)?(?:{_DASH}\d{{1,2}}(?:st|nd|rd|th)?)?(?:,?{SPACE}{_YEAR})?"
    # November 2026, novembre de 2026
    rf"|(?<!\w){_MONTH}{SPACE}(?:de{SPACE}|of{SPACE})?\d{{4}}"
    # 11/2026, as cards have it
    r"|(?<!\d)(?:0?[1-9]|1[0-2])/20\d{2}",
    re.IGNORECASE,
)

_AM = rf"{SPACE}?[ap](?:\.{SPACE}?m\.?|m\b(?:\.(?=,|{SPACE}(?-i:[a-zà-ÿ])))?)"
_HOUR = rf"\d{{1,2}}(?:[:.]\d{{2}})?{_AM}|\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:{SPACE}?(?:Uhr|hrs?|h)\b)?"
_HOUR += rf"|\d{{1,2}}(?:\.\d{{2}})?{SPACE}?(?:Uhr(?:{SPACE}\d{{2}})?|o['’]clock)\b"
_HOUR += rf"|\d{{1,2}}{SPACE}?h{SPACE}?\d{{2}}(?:m(?:in)?)?\b"
TIME = re.compile(
    rf"(?<![\d:])(?:\d{{1,2}}(?:[:.]\d{{2}})?{_DASH}(?={_HOUR}))?(?:{_HOUR})(?:{_DASH}(?:{_HOUR}|\d{{1,2}}:\d{{2}}))?",
    re.IGNORECASE,
)

_SYMBOL = r"(?:(?-i:(?<![A-Za-z])(?:US|CA|AU|NZ|HK|SG|MX|NT|R|C|A|S))?\$(?-i:US|CA)?|[€£¥￥₹₽₺₩₴₪₫₱฿￡])"
_CODE = (
    "(?:USD|EUR|GBP|CAD|AUD|NZD|CHF|SFr|BRL|JPY|CNY|RMB|INR|MXN|ARS|CLP|UYU|NOK|DKK|PLN|CZK|HUF|ZAR|SGD|HKD|KRW|THB|ILS|"
    "AED|RUB|UAH|kr|Rs|zł|Kč|(?-i:TRY|COP|PEN|RON|SEK|SAR))"
)
_BEFORE = rf"(?:{_SYMBOL}|(?<!\w){_CODE}(?![^\W\d_])\.?)"
_NAMED = (
    r"(?:dollars?|dólar(?:es)?|dolar(?:es)?|bucks|quid|euros?|pounds?|libras?|pfund|reais|pesos?|francs?|franken|yen|yuan|"
    r"rupees?|rupias?|cents?|centimes?|centavos?|cêntimos?|céntimos?|ct|¢|kronor|kroner|euro)"
)
_AFTER = rf"(?:{_SYMBOL}(?!{SPACE}?\d)|(?:{_CODE}|{_NAMED})(?!\w)|[¢])"
_FIGURE = (
    r"(?:\d{1,3}(?:,\d{3})++(?:\.\d++)?|\d{1,2}(?:,\d{2}){1,4},\d{3}(?:\.\d++)?|\d{1,3}(?:\.\d{3})++(?:,\d++)?"
    rf"|\d{{1,3}}(?:['’]\d{{3}})++(?:[.,]\d++)?|\d{{1,3}}(?:{SPACE}\d{{3}}(?!\d))++(?:[.,]\d++)?|\d++(?:[.,]\d++)?)"
    r"(?:[.,](?:[-–—]{1,2}(?![\d\w])))?"
)
_TIMES = (
    rf"(?:k\b|M\b|bn\b|m\b|{SPACE}?(?:mio\.?|mrd\.?|millions?|million(?:en)?|millones|millón|milh(?:ões|ão)|milliards?|milliarden?|"
    rf"billions?|thousand|grand|mil|mille|tausend)(?!\w)(?:{SPACE}(?:de\b|d['’]))?)?"
)
_SIGN = r"(?:[-−–+])?"
# Figures in groups that are no amount or measure, but for the last group: without this, each group would begin anew.
PASSED = "passed"
_PASSED = rf"(?P<{PASSED}>\d{{1,3}}(?:{SPACE}\d{{3}}(?={SPACE}\d{{3}}(?!\d)))++)"
AMOUNT = re.compile(
    rf"\({_BEFORE}{SPACE}?{_FIGURE}\)|\({_FIGURE}{SPACE}?{_SYMBOL}\)"
    rf"|{_SIGN}{_BEFORE}{SPACE}?{_SIGN}{_FIGURE}{_TIMES}(?:{_DASH}(?:{_BEFORE}{SPACE}?)?{_FIGURE}{_TIMES})?"
    rf"(?:{SPACE}?(?:{_SYMBOL}(?!{SPACE}?\d)|{_CODE}(?!\w)))?"
    rf"|(?<![\w.,'’:/]){_SIGN}\d++€\d{{2}}(?!\d)"
    rf"|(?<![\w.,'’:/]){_SIGN}(?:{_FIGURE}{_TIMES}(?:{SPACE}?{_AFTER})?{_DASH})?{_FIGURE}{_TIMES}{SPACE}?{_AFTER}"
    rf"|(?<![\w.,'’:/]){_SIGN}{_PASSED}",
    re.IGNORECASE,
)

_GAP = rf"(?:{SPACE}|[-./]|{SPACE}?[-/]{SPACE}?)"
_EXTENSION = rf"(?:,?{SPACE}?(?:ext\.?|extension|x|poste|durchwahl|dw|ramal){SPACE}?\d{{1,6}})?"
PHONE = re.compile(
    # +49 (0)30 1234567, 0033 6 12 34 56 78
    rf"(?<![\w#+])(?:\+{SPACE}?|00)\d{{1,3}}(?:{_GAP}?\(0\))?(?:{_GAP}?\(?\d{{1,5}}\)?)(?:{_GAP}?\d{{2,9}}){{1,5}}{_EXTENSION}"
    # (030) 123 456, (11) 91234-5678, 1 (415) 555-0132
    rf"|(?<![\w#+])(?:\+?1{_GAP}?)?\(\d{{2,5}}\){_GAP}?\d{{2,9}}(?:{_GAP}\d{{2,6}}){{0,4}}{_EXTENSION}"
    # 1-800-555-0199, 415.555.0132
    rf"|(?<![\w#+-])(?:1{_GAP})?\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{4}}(?!\d){_EXTENSION}"
    # 06 12 34 56 78, 030/1234567, 0171-1234567, 020 7946 0958
    rf"|(?<![\w#+-])0\d{{1,5}}(?:{_GAP}\d{{2,9}}){{1,5}}{_EXTENSION}"
    # 612 345 678, 912 34 56 78, 11 91234-5678
    r"|(?<![\w#+-])[26789]\d{2}[ .-]\d{3}[ .-]\d{3}(?!\d)|(?<![\w#+-])[89]\d{2}(?: \d{2}){3}(?!\d)"
    r"|(?<![\w#+-])\d{2} 9?\d{4}-\d{4}(?!\d)",
    re.IGNORECASE,
)

EMAIL = re.compile(r"(?<![\w.+%&=-])\w[\w.+%&=-]{0,63}+@[\w-]{1,63}+(?:\.[\w-]{1,63}+){1,8}+")
# What a URL's user, password, host and port do not have in them.
AUTHORITY_ENDS = re.compile(r"[\s/?#<>\"”“]")
URL = re.compile(
    r"(?<!\w)[a-z][a-z0-9+.-]{1,20}+://[^\s<>\"”“]++|(?<![\w@.])www\.[^\s<>\"”“]++|(?<![\w@.])[\w-]{1,63}+\.[a-z]{2,10}/[^\s<>\"”“]++",
    re.IGNORECASE,
)
CARD = re.compile(
    r"(?<![\w+])(?:\d{4}[ \u00a0-]){3}\d{1,7}(?:[ \u00a0-]\d{3})?|(?<![\w+])3\d{3}[ \u00a0-]\d{6}[ \u00a0-]\d{5}"
    r"|(?<![\w#+-])[3-6]\d{12,18}(?!\d)"
)
IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?=[ \u00a0-]?[A-Z0-9]{4})", re.IGNORECASE)

_UNIT = (
    r"(?:kg|kgs|kilos?|g|gr|mg|t|lbs?|oz|km|kms|m|cm|mm|mi|miles?|ft|in|inch|inches|yd|l|ml|cl|gal|kwh|wh|kw|w|watts?|v|volts?|"
    r"mah|ah|hz|mhz|ghz|gb|mb|kb|tb|bytes?|px|dpi|mbps|kcal|kj|bar|psi|rpm|m²|m2|qm|°c|°f|°|%|‰|points?|punkte|puntos|pontos)"
)
# A measure that has four digits or more would otherwise look like the number of an order.
QUANTITY = re.compile(
    rf"(?<![\w.,'’:/-])[-−+]?(?:{_FIGURE}{SPACE}?{_UNIT}(?!\w)|{_PASSED})",
    re.IGNORECASE,
)
