"""What prose cannot hold: sizes, words, one place per event, a test beside every part."""

import ast
import importlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from chorus.core.errors import ChorusError
from chorus.protocol.events import EVENT_CLASSES, TENANT_EVENT_CLASSES

SERVER = Path(__file__).parents[1]
ROOT = SERVER.parent
SOURCE = SERVER / "chorus"
LINES_MAX = 300
# A file that tells one story may be longer, up to this.
STORY_LINES_MAX = 400
STORIES = {
    "server/chorus/http/openapi/answers.py": "an example of every answer",
    "server/chorus/gateway/protocol/connection.py": "the state machine of a socket",
    "server/chorus/gateway/endpoint.py": "one socket from the upgrade to its end, and what it uses of its gateway",
    "server/chorus/processes/settings.py": "every setting, its form, and what depends on several",
}
EVERY_EVENT = {**EVENT_CLASSES, **TENANT_EVENT_CLASSES}

# Lines of tests for each line of code, without empty lines, comments and Python's docstrings. They may only rise.
RATIOS_MIN = {"server": 0.9, "wire": 1.0, "console": 0.51, "widget": 0.6}


# The containers that record events.
EMITTERS = ("identity", "chat", "routing", "knowledge", "bot", "summaries", "notifications", "cli")
ENTRIES_MAX = 24
# Composition only: what is started, and of what it is made.
PROCESSES_MAX = 10

# The gateway may not import chat, and says the same as it.
SAME_CODE = {"conversation.not_found": {"ConversationNotFound", "NotYourConversation"}}
# Tested where they are used, because alone they say nothing.
TESTED_ELSEWHERE = {
    "chat/sessions": "rows of accept and close: tests/routing/assignments",
    "cli/commands": "each by its command: tests/cli",
    "cli/demo": "its people walk through the browser: tests/browser",
    "http/openapi": "the whole description: tests/processes/test_openapi.py",
    "language/entities": "with the rest of what is read out of a text: tests/language",
    "language/lexicon": "by what the bot makes of it: tests/bot",
    "language/phrases": "by who says them: tests/bot, tests/routing, tests/notifications",
    "protocol/events": "golden cases: tests/chat/conversations",
    "protocol/rpc": "both ends: tests/gateway/upstream, tests/chat/rpc",
}


def python_files(*folders: Path) -> Iterator[Path]:
    """Sources that a person wrote."""
    for folder in folders:
        yield from (path for path in sorted(folder.rglob("*.py")) if not path.name.endswith("_pb2.py"))


def typescript_files() -> Iterator[Path]:
    """Sources that a person wrote."""
    for package in ("wire", "console", "widget"):
        for path in sorted((ROOT / "clients" / package).rglob("*.ts*")):
            if not {"node_modules", "dist", "generated"} & set(path.parts) and path.suffix in {".ts", ".tsx"}:
                yield path


def name(path: Path) -> str:
    """As messages show it."""
    return path.relative_to(ROOT).as_posix()


def test_no_file_is_longer_than_can_be_read() -> None:
    every = [*python_files(SOURCE, SERVER / "tests", SERVER / "migrations"), *typescript_files()]
    lines = {name(path): len(path.read_text().splitlines()) for path in every}
    long = {path: count for path, count in lines.items() if count > LINES_MAX}
    assert {path: count for path, count in long.items() if path not in STORIES or count > STORY_LINES_MAX} == {}
    assert STORIES.keys() <= long.keys()


def docstring_lines(tree: ast.AST) -> set[int]:
    """The numbers of the lines that describe modules, classes and functions."""
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and ast.get_docstring(
            node, clean=False
        ):
            found.update(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    return found


def lines_of_code(paths: Iterable[Path]) -> int:
    """Count the lines that say something to a machine."""
    count = 0
    for path in paths:
        text = path.read_text()
        described = docstring_lines(ast.parse(text)) if path.suffix == ".py" else set()
        marks = ("#",) if path.suffix == ".py" else ("//", "/*", "*")
        for number, line in enumerate(text.splitlines(), 1):
            count += number not in described and bool(line.strip()) and not line.strip().startswith(marks)
    return count


def sources_and_tests(part: str) -> tuple[list[Path], list[Path]]:
    """The files of the server or of a package of the clients."""
    if part == "server":
        return [*python_files(SOURCE)], [*python_files(SERVER / "tests")]
    files = [path for path in typescript_files() if path.is_relative_to(ROOT / "clients" / part)]
    tests = [path for path in files if ".test." in path.name or "tests" in path.relative_to(ROOT).parts]
    return [path for path in files if path not in tests], tests


@pytest.mark.parametrize("part", RATIOS_MIN)
def test_there_are_enough_tests_for_the_code(part: str) -> None:
    sources, tests = map(lines_of_code, sources_and_tests(part))
    assert tests / sources >= RATIOS_MIN[part], f"{tests} lines of tests for {sources} of code"


def test_nothing_is_left_for_later() -> None:
    marks = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
    every = [*python_files(SOURCE, SERVER / "tests", SERVER / "migrations"), *typescript_files()]
    assert [name(path) for path in every if marks.search(path.read_text())] == []


@pytest.mark.parametrize("event_type", EVENT_CLASSES)
def test_an_event_s_class_is_named_like_its_type(event_type: str) -> None:
    spoken = "".join(part.capitalize() for part in re.split(r"[._]", event_type))
    assert EVERY_EVENT[event_type].__name__ == spoken


def emitters() -> dict[str, set[str]]:
    """The files that make each event, by the event's class."""
    classes = {cls.__name__ for cls in EVERY_EVENT.values()}
    found: dict[str, set[str]] = defaultdict(set)
    for path in python_files(*(SOURCE / container for container in EMITTERS)):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Name) and node.id in classes:
                found[node.id].add(path.relative_to(SOURCE).as_posix())
    return found


def test_every_event_is_made_in_one_place() -> None:
    found = emitters()
    assert {cls.__name__ for cls in EVERY_EVENT.values()} - found.keys() == set()
    assert {event: sorted(files) for event, files in found.items() if len(files) > 1} == {}


@pytest.mark.parametrize("event_type", EVENT_CLASSES)
def test_every_event_has_a_golden_case_and_a_branch_in_both_reducers(event_type: str) -> None:
    python = (SERVER / "tests" / "chat" / "conversations" / "apply_event.py").read_text()
    typescript = (ROOT / "clients" / "wire" / "src" / "apply-event.ts").read_text()
    assert f'"{event_type}"' in python
    assert f'"{event_type}"' in typescript
    assert (ROOT / "contracts" / "golden" / f"{event_type}.json").exists()


@pytest.mark.parametrize("event_type", TENANT_EVENT_CLASSES)
def test_every_event_of_a_tenant_has_a_golden_case(event_type: str) -> None:
    assert (ROOT / "contracts" / "golden" / f"{event_type}.json").exists()


def packages() -> Iterator[Path]:
    """Containers and nouns."""
    for initial in sorted(SOURCE.rglob("__init__.py")):
        package = initial.parent.relative_to(SOURCE)
        if package.parts and len(list(initial.parent.glob("*.py"))) > 1:
            yield package


def test_no_folder_is_larger_than_can_be_known() -> None:
    entries = {
        str(package): len([path for path in (SOURCE / package).iterdir() if path.name != "__pycache__"])
        for package in packages()
    }
    assert {package: count for package, count in entries.items() if count > ENTRIES_MAX} == {}


def test_processes_hold_composition_alone() -> None:
    assert len([path for path in (SOURCE / "processes").glob("*.py") if path.name != "__init__.py"]) <= PROCESSES_MAX


@pytest.mark.parametrize("package", list(packages()), ids=str)
def test_every_package_has_its_tests(package: Path) -> None:
    if str(package) in TESTED_ELSEWHERE:
        return
    folder = SERVER / "tests" / package
    assert any(folder.rglob("test_*.py")), f"{folder.relative_to(SERVER)} has no test"


def error_classes() -> list[type[ChorusError]]:
    """Every refusal there is: each file that gives one a code is imported."""
    for path in python_files(SOURCE):
        if re.search(r"^    code\b.* = ", path.read_text(), re.MULTILINE):
            importlib.import_module(".".join(path.relative_to(SERVER).with_suffix("").parts))
    found, todo = [], [ChorusError]
    while todo:
        cls = todo.pop()
        found.append(cls)
        todo.extend(cls.__subclasses__())
    return [cls for cls in found if cls.__module__.startswith("chorus.")]


def test_every_refusal_has_a_code_of_its_own() -> None:
    by_code: dict[str, set[type[ChorusError]]] = defaultdict(set)
    for cls in error_classes():
        # A narrower class may say the same to the caller as the one it narrows.
        if not any(cls.code == wider.code for wider in cls.__mro__[1:] if issubclass(wider, ChorusError)):
            by_code[cls.code].add(cls)
    shared = {code: {cls.__name__ for cls in classes} for code, classes in by_code.items() if len(classes) > 1}
    assert shared == SAME_CODE


@pytest.mark.parametrize("cls", error_classes(), ids=lambda cls: cls.__name__)
def test_a_refusal_speaks_to_a_person_and_to_a_program(cls: type[ChorusError]) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*", cls.code)
    assert 400 <= cls.status < 600
    assert cls.message[0].isupper()
    assert cls.__doc__
