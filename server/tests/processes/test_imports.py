"""What a process loads when it starts: only what it needs, so that it starts fast and stays small."""

import subprocess
import sys

import pytest

# Whoever needs one of these imports it where it is used.
HEAVY = {
    "alembic", "botocore", "chromadb", "langchain", "langchain_core", "numpy", "obstore", "onnxruntime",
    "opentelemetry.exporter", "chardet", "pypdfium2", "tokenizers",
}  # fmt: skip
OF_THE_CHAT_SERVICE = {
    "argon2", "asyncpg", "chorus.bot", "chorus.chat", "chorus.knowledge", "chorus.llm", "chorus.routing",
    "chorus.summaries", "email_validator", "fastapi", "psycopg", "sqlalchemy",
    "sqlmodel",
}  # fmt: skip
NEVER = {
    "cli.main": HEAVY | OF_THE_CHAT_SERVICE | {"pydantic", "redis", "uvloop"},
    "processes.gateway": HEAVY | OF_THE_CHAT_SERVICE | {"httpx2"},
    "processes.presence": HEAVY | OF_THE_CHAT_SERVICE | {"grpc", "httpx2", "picows"},
    "processes.worker": HEAVY | {"fastapi", "picows"},
    "processes.api": HEAVY | {"picows", "procrastinate"},
}


@pytest.mark.parametrize("process", NEVER)
def test_process_loads_only_what_it_needs(process: str) -> None:
    script = f"import sys, chorus.{process}; print(*sys.modules)"
    loaded = set(subprocess.check_output([sys.executable, "-c", script], text=True).split())

    assert loaded & NEVER[process] == set()
