"""International bank account numbers (ISO 13616): the country states the length, so the end is known. Pure."""

# Characters in all, by country (the IBAN registry of SWIFT).
_BY_LENGTH = {
    15: "NO",
    16: "BE",
    18: "DK FO FI GL NL SD",
    19: "MK SI",
    20: "AT BA EE KZ LT LU XK MN",
    21: "HR LI LV CH",
    22: "CR BG BH DE GB GE IE ME RS VA",
    23: "AE GI IL IQ TL OM SO",
    24: "AD CZ ES MD PK RO SA SE SK TN VG",
    25: "PT ST LY AO CV MZ",
    26: "IS TR",
    27: "BI DJ FR GR IT MC MR SM",
    28: "AL AZ BY CY DO GT HU LB NI PL SV",
    29: "BR EG PS QA UA",
    30: "JO KW MU",
    31: "MT SC",
    32: "LC",
    33: "RU",
}
_LENGTHS = {country: length for length, countries in _BY_LENGTH.items() for country in countries.split()}
_GAPS = " \u00a0-"


def iban_end(text: str, start: int) -> int | None:
    """Return where the account number from `start` ends; None if it is not one. Single spaces may group it."""
    length = _LENGTHS.get(text[start : start + 2].upper())
    if length is None:
        return None
    place, seen, was_gap = start, 0, False
    while seen < length:
        letter = text[place : place + 1]
        if letter.isascii() and letter.isalnum():
            seen, was_gap = seen + 1, False
        elif letter and letter in _GAPS and not was_gap:
            was_gap = True
        else:
            return None
        place += 1
    return place
