"""The documents name what is there: files, settings, commands, log-ins."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from chorus.cli.demo.people import USERS
from chorus.cli.main import app
from chorus.processes.settings import Settings

ROOT = Path(__file__).parents[3]
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(
    (ROOT / "docs").rglob("*.md")
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text())
    assert [link for link in links if not link.startswith("http") and not (page.parent / link).exists()] == []


def test_every_file_that_the_architecture_names_is_there() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text()
    named = {name for name in re.findall(r"`([\w/.-]+\.(?:py|ts))`", text) if "/" in name}
    assert named
    missing = [name for name in named if not any((ROOT / base / name).exists() for base in ("", "server/chorus"))]
    assert [name for name in missing if not list((ROOT / "server/chorus").rglob(name))] == []


def test_the_read_me_names_settings_commands_and_log_ins_that_exist() -> None:
    text = (ROOT / "README.md").read_text()
    table = text[text.index("(`CHORUS_…`) |") :].partition("\n\n")[0]
    settings = {name.lower() for name in re.findall(r"`([A-Z_]{5,})`", table)}
    assert settings - Settings.model_fields.keys() == {"secrets_dir"}
    commands = set(re.findall(r"^chorus (\w+)", text, re.MULTILINE))
    assert commands <= set(getattr(get_command(app), "commands", {}))
    assert [user.email for user in USERS if user.email not in text or user.password not in text] == []
