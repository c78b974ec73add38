"""Every pattern of the package, and inputs that would make it slow if it were not linear."""

import ast
import dataclasses
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import chorus

SIZE = 200_000
GENERIC = (
    " ",
    "000 ",
    "\n",
    "a",
    "0",
    "a ",
    "0.",
    "1,",
    ".",
    "(",
    "[",
    "<",
    "</",
    "<!--",
    '"',
    "'",
    "\\",
    "&",
    "-",
    "- ",
    "*",
    "a@",
    "a.b.",
    "://",
)
FUNCTIONS = frozenset({"compile", "sub", "subn", "split", "search", "match", "fullmatch", "findall", "finditer"})
Pattern = re.Pattern[Any]


def patterns() -> dict[str, Pattern]:
    """By where they are: those that modules hold, however deep, and those written out in calls of `re`."""
    found: dict[str, Pattern] = {}
    for module in pkgutil.walk_packages(chorus.__path__, "chorus."):
        if ".grpc." in module.name or module.name.endswith("__main__"):
            continue
        loaded = importlib.import_module(module.name)
        for name, value in vars(loaded).items():
            for pattern in _held(value, 6):
                found.setdefault(f"{module.name}.{name}: {pattern.pattern!r:.60}", pattern)
        for pattern in _written(Path(str(loaded.__file__)).read_text()):
            found.setdefault(f"{module.name}: {pattern.pattern!r:.60}", pattern)
    unique = {(pattern.pattern, pattern.flags): name for name, pattern in reversed(found.items())}
    return {name: found[name] for name in sorted(unique.values())}


def _held(value: object, depth: int) -> Iterator[Pattern]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, dict):
        for part in value.values():
            yield from _held(part, depth - 1)
    elif depth and isinstance(value, list | tuple | set | frozenset):
        for part in value:
            yield from _held(part, depth - 1)
    elif depth and dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from _held(getattr(value, field.name), depth - 1)


def _written(source: str) -> Iterator[Pattern]:
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in FUNCTIONS
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            yield re.compile(node.args[0].value)


def inputs(pattern: Pattern, size: int = SIZE) -> Iterator[str]:
    """Repetitions of what the pattern begins with, of what it repeats, and of both, each with a tail that fails."""
    prefixes, repeated = _samples(parser.parse(pattern.pattern, pattern.flags))
    begins = [prefix for prefix in prefixes if prefix][:6]
    units = list(dict.fromkeys([*begins, *repeated, *GENERIC]))
    for unit in units:
        yield (unit * (size // len(unit) + 1))[:size] + "\x00!"
    for begin in begins[-3:]:
        for unit in repeated[:6]:
            yield begin + (unit * (size // len(unit) + 1))[:size] + "\x00!"


def _samples(tree: Any) -> tuple[list[str], list[str]]:
    prefixes, repeated, so_far = [], [], ""
    for code, value in tree:
        sample, inner = _sample(code, value)
        repeated += inner
        so_far += sample
        if so_far and len(so_far) < 200:
            prefixes.append(so_far)
    return prefixes, [unit for unit in dict.fromkeys(repeated) if unit]


def _sample(code: Any, value: Any) -> tuple[str, list[str]]:
    """A text that the node matches, and what is repeated in it."""
    if code is codes.LITERAL:
        return chr(value), []
    if code is codes.NOT_LITERAL:
        return "x" if value != ord("x") else "y", []
    if code is codes.ANY:
        return "x", []
    if code is codes.IN:
        return _of_set(value), []
    if code is codes.BRANCH:
        parts = [_samples(branch) for branch in value[1]]
        return _last(parts[0]), [unit for part in parts for unit in [*part[1], _last(part)]][:40]
    if code in {codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT}:
        prefixes, repeated = _samples(value[2])
        unit = prefixes[-1] if prefixes else ""
        return unit * min(max(value[0], 1), 20), [unit, *repeated]
    if code is codes.SUBPATTERN:
        part = _samples(value[3])
        return _last(part), part[1]
    if code is codes.ATOMIC_GROUP:
        part = _samples(value)
        return _last(part), part[1]
    return "", []


def _last(part: tuple[list[str], list[str]]) -> str:
    return part[0][-1] if part[0] else ""


def _of_set(items: Any) -> str:
    negated = items[0][0] is codes.NEGATE
    for candidate in "x0 -.,\n<>\"'(/é":
        if _in_set(candidate, items[1:] if negated else items) != negated:
            return candidate
    first = items[0]
    return chr(first[1][0] if first[0] is codes.RANGE else first[1]) if first[0] is not codes.CATEGORY else "x"


def _in_set(candidate: str, items: Any) -> bool:
    for code, value in items:
        if code is codes.LITERAL and ord(candidate) == value:
            return True
        if code is codes.RANGE and value[0] <= ord(candidate) <= value[1]:
            return True
        if code is codes.CATEGORY and _is_of(candidate, str(value)):
            return True
    return False


def _is_of(candidate: str, category: str) -> bool:
    is_not = "NOT" in category
    if "DIGIT" in category:
        return candidate.isdigit() != is_not
    if "SPACE" in category:
        return candidate.isspace() != is_not
    return (candidate.isalnum() or candidate == "_") != is_not
