"""Every link and every path that a document names is there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    ROOT / "load" / "README.md",
    ROOT / "load" / "compare" / "README.md",
]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("0*.md"))
# Where a path in a document may begin: as in `gateway/transport/server.py`, `tests/browser`, `wire/src/outbox.ts`.
CHORUS = ROOT / "server" / "chorus"
STARTS = [ROOT, ROOT / "server", CHORUS, CHORUS / "chat", CHORUS / "processes", ROOT / "clients"]
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
# `folder/file.ext` or `folder/folder/`; not addresses, routes, globs, commands or names of packages.
PATH = re.compile(r"(?:\.?[\w-]+/)+(?:[\w.-]+\.(?:py|ts|tsx|md|json|yaml|yml|toml|js|sql|proto|txt|html)|)")
# Made when something runs, or somebody else's.
ELSEWHERE = re.compile(r"(var|dist|node_modules|asappresearch)/|.*/screenshots/|.*-load\.md")


def paths(text: str) -> Iterator[str]:
    """What looks like a path of this repository."""
    for code in CODE.findall(text):
        if PATH.fullmatch(code) and not ELSEWHERE.match(code):
            yield code


def anchor(heading: str) -> str:
    """As GitHub makes it of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_of_a_document_leads_somewhere(document: Path) -> None:
    missing = []
    for link in LINK.findall(document.read_text()):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, mark = link.partition("#")
        target = document.parent / name if name else document
        if not target.exists() or (
            mark
            and mark not in {anchor(line.lstrip("#")) for line in target.read_text().splitlines() if line[:1] == "#"}
        ):
            missing.append(link)
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_path_that_a_document_names_is_there(document: Path) -> None:
    starts = [*STARTS, document.parent]
    missing = [path for path in paths(document.read_text()) if not any((start / path).exists() for start in starts)]
    assert missing == []


def test_a_decision_has_a_number_of_its_own_a_title_and_a_date() -> None:
    numbers = [page.name[:4] for page in DECISIONS]
    assert numbers == [f"{number:04}" for number in range(1, len(DECISIONS) + 1)]
    for page in DECISIONS:
        text = page.read_text()
        assert text.startswith(f"# {page.name[:4]} "), page.name
        status = r"^(?:Proposed|Accepted|Superseded by \d{4}), 20\d\d-\d\d-\d\d\.$"
        assert re.search(status, text, re.MULTILINE), page.name


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_has_four_sections(page: Path) -> None:
    sections = re.findall(r"^\*\*([A-Z]\w+)\.\*\*\s", page.read_text(), re.MULTILINE)
    assert sections == ["Context", "Decision", "Consequences", "Alternatives"]


def test_the_list_of_decisions_has_each_with_its_title() -> None:
    listed = (ROOT / "docs" / "decisions" / "README.md").read_text()
    for page in DECISIONS:
        title = page.read_text().splitlines()[0].removeprefix(f"# {page.name[:4]} ")
        assert f"| [{page.name[:4]}]({page.name}) | {title} |" in listed


def test_nothing_refers_to_texts_outside_the_repository() -> None:
    outside = re.compile(
        r"\b(shared|research)/[\w-]+\.(md|pdf)|\.\./shared|\bissue \d+\b|the specification's|\(specification,"
    )
    found = [
        str(path.relative_to(ROOT))
        for folder in ("server/chorus", "server/migrations", "server/tests", "clients", "docs", "load", ".github")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".ts", ".tsx", ".md", ".yml", ".yaml", ".sql"}
        and "node_modules" not in path.parts
        and path != Path(__file__)
        and outside.search(path.read_text())
    ]
    assert found == []


def test_a_missing_path_would_be_seen() -> None:
    assert list(paths("see `tests/people.py`, `/v1/me`, `make x` and `chat/escalations/`")) == [
        "tests/people.py",
        "chat/escalations/",
    ]
