"""Names in Python and TypeScript use the words of docs/glossary.md."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.test_shape import ROOT, SOURCE, name, python_files, typescript_files

# Words of the glossary's last column that mean something else too, so that a search finds nothing but false alarms.
TOO_COMMON = frozenset({"channel", "chat", "lock", "mode", "offset", "ring"})

# Where a word of that column means something else: prefixes of paths, and what it means there.
FOREIGN = {
    "account": {"identity/": "the limit of a log-in name", "stores/embedded/": "of the operating system"},
    "client": {"": "a program that calls us, as OAuth2, sockets and Redis say; never a person"},
    "contact": {"routing/escalations/": "to leave an address", "chat/conversations/schemas.py": "as above"},
    "digest": {"identity/": "of a hash function", "chat/attachments/": "as above", "stores/": "as above"},
    "group": {"bot/": "passages that belong together", "knowledge/": "as above"},
    "member": {"presence/": "of a sorted set in Redis"},
    "session": {
        "knowledge/embedding/embedder.py": "of the ONNX runtime",
        "chat/": "a live chat session",
        "routing/": "a live chat session",
        "protocol/examples.py": "a live chat session",
        "protocol/events/": "a live chat session",
    },
    "room": {"chat/attachments/": "space", "gateway/": "space", "chat/rpc/server.py": "space"},
    "signal": {"cli/": "of the operating system", "http/server/": "as above", "stores/embedded/": "as above"},
}

FOREIGN_IN_CLIENTS = {
    "account": {"console/src/features/account/": "a user's own data, which the screen calls “Your account”"},
    "action": {"console/src/": "a button or a key, as in React", "widget/src/": "as above"},
    "client": {"": "TanStack's query client; a program, as OAuth2 says; the folder of all clients"},
    "contact": {"widget/src/app/": "to leave an address"},
    "group": {
        "console/src/": "rows, keys, menu entries or messages that belong together",
        "widget/src/app/": "as above",
    },
    "lead": {"console/src/ui/": "the first sentence of a page", "wire/src/": "to be the tab that has the socket"},
    "room": {"widget/src/app/": "space"},
    "session": {
        "console/src/": "the tokens that a browser holds",
        "wire/src/": "sessionStorage of the browser",
        "widget/src/app/": "a customer's token and its state",
    },
    "signal": {"": "AbortSignal"},
    "workspace": {"console/src/app/": "the frame around all pages"},
}

TS_TEXT = re.compile(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.DOTALL)

# What follows a keyword of a declaration, or stands before the colon of a parameter, property or field.
TS_NAME = re.compile(
    r"\b(?:const|let|var|function|class|interface|type|enum)\s+([A-Za-z_$][\w$]*)|[({,;]\s*([A-Za-z_$][\w$]*)\??\s*:"
)


def identifiers(tree: ast.AST) -> Iterator[str]:
    """Every name that a file makes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.id if isinstance(node, ast.Name) else node.attr


def typescript_identifiers(source: str) -> set[str]:
    """Every name that a TypeScript file declares. Comments and string literals do not count."""
    return {first or second for first, second in TS_NAME.findall(TS_TEXT.sub('""', source))}


def banned() -> set[str]:
    """The single words that the glossary says never to say."""
    lines = (ROOT / "docs" / "glossary.md").read_text().splitlines()
    rows = [line.split("|") for line in lines if line.startswith("| ") and not line.startswith("| say ")]
    never = {word.strip() for row in rows for part in row[3].split(";") for word in part.split(",")}
    return {word for word in never if re.fullmatch("[a-z]+", word)} - TOO_COMMON


def words(identifier: str) -> set[str]:
    """`FooBar_bazes` has foo, bar and baze(s), in the singular."""
    return {word.lower().removesuffix("s") for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", identifier)}


def is_allowed(word: str, path: Path) -> bool:
    """Whether the word may stand here."""
    root, foreign = (SOURCE, FOREIGN) if path.is_relative_to(SOURCE) else (ROOT / "clients", FOREIGN_IN_CLIENTS)
    return any(path.relative_to(root).as_posix().startswith(prefix) for prefix in foreign.get(word, ()))


def test_each_thing_has_the_glossary_s_word() -> None:
    never = banned()
    assert never >= {"account", "client", "visitor", "handoff"}
    wrong = {
        f"{name(path)}: {identifier}"
        for path in python_files(SOURCE)
        for identifier in {*identifiers(ast.parse(path.read_text())), path.stem}
        for word in words(identifier) & never
        if not is_allowed(word, path)
    }
    assert wrong == set()


def test_each_thing_has_the_glossary_s_word_in_the_clients() -> None:
    never = banned()
    wrong = {
        f"{name(path)}: {identifier}"
        for path in typescript_files()
        if "tests" not in path.parts
        for identifier in {*typescript_identifiers(path.read_text()), path.name.partition(".")[0], path.parent.name}
        for word in words(identifier) & never
        if not is_allowed(word, path)
    }
    assert wrong == set()


def test_names_in_typescript_are_found() -> None:
    source = """
      // const visitor = 1
      export function leadOf(ticket: Ticket, { staff }: { staff?: string }): void { const member = "operator"; }
    """
    assert typescript_identifiers(source) >= {"leadOf", "ticket", "staff", "member"}
    assert not {"visitor", "operator"} & typescript_identifiers(source)
