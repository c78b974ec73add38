"""`chorus doctor`: what it finds, what it advises, how it ends."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chorus.cli import local_settings as machine
from chorus.cli.doctor.examine import examine, findings
from chorus.cli.doctor.finding import Finding, Verdict
from chorus.cli.doctor.local import check_addresses, check_disk, check_ports
from chorus.core.exit_codes import ExitCode
from chorus.core.ids import TenantId
from chorus.http.metrics import serve_metrics
from chorus.processes.settings import Settings
from chorus.stores import embedded
from chorus.stores.postgres.database import Database
from tests import people
from tests.stores.cluster import Cluster

STORES = ("mail", "files", "knowledge")


@pytest.fixture
def running(free_ports: pytest.MonkeyPatch, postgres: embedded.Postgres, valkey: embedded.Valkey) -> pytest.MonkeyPatch:
    """The environment names real servers, migrated."""
    free_ports.setenv("CHORUS_DATABASE_URL", postgres.app_url)
    free_ports.setenv("CHORUS_REDIS_URL", valkey.url)
    return free_ports


async def found(data_dir: Path) -> dict[str, Finding]:
    """The last finding of each subject, after the doctor has looked at a machine with secrets."""
    machine.settings_of(data_dir)
    return {finding.subject: finding async for finding in findings(data_dir)}


async def findings_of_ports(data_dir: Path) -> AsyncIterator[Finding]:
    """Those alone, one for each port."""
    machine.settings_of(data_dir)
    async for finding in findings(data_dir):
        if finding.subject == "ports":
            yield finding


async def test_healthy_installation_has_no_failure(running: pytest.MonkeyPatch, tmp_path: Path) -> None:
    report = await found(tmp_path)
    assert {name for name, finding in report.items() if finding.verdict is Verdict.FAIL} == set()
    assert report["database"].text.startswith("PostgreSQL 18.")
    assert report["role"].text == "chorus_app owns nothing and cannot bypass row-level security"
    assert report["clock"].verdict is Verdict.OK
    assert report["schema"].text == "up to date"
    assert report["redis"].text.startswith("Valkey 9.")


async def test_a_cluster_is_looked_at_too(running: pytest.MonkeyPatch, valkey_cluster: Cluster, tmp_path: Path) -> None:
    running.setenv("CHORUS_REDIS_URL", valkey_cluster.url)
    assert (await found(tmp_path))["redis"].text.startswith("Valkey 9.")


async def test_an_inbox_that_no_site_may_show_is_told(
    running: pytest.MonkeyPatch, tmp_path: Path, database: Database, acme: TenantId
) -> None:
    await people.inbox(database, acme, origins=())

    origins = (await found(tmp_path))["origins"]
    assert origins.verdict is Verdict.WARN
    assert "Shop" in origins.text


async def test_report_is_printed_with_what_to_do(
    running: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.settings_of(tmp_path)
    assert await examine(tmp_path) is ExitCode.OK
    printed = capsys.readouterr().out
    assert "ok    database" in printed
    assert "→ To allow access from elsewhere, set CHORUS_PUBLIC_URL" in printed


async def test_first_look_leaves_nothing_behind(free_ports: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert await examine(tmp_path / "data") is ExitCode.OK
    assert not (tmp_path / "data").exists()


async def test_superuser_is_refused(running: pytest.MonkeyPatch, postgres: embedded.Postgres, tmp_path: Path) -> None:
    running.setenv("CHORUS_DATABASE_URL", postgres.url("postgres"))
    role = (await found(tmp_path))["role"]
    assert role.code is ExitCode.CONFIG
    assert "postgres is a superuser and bypasses row-level security" in role.text


async def test_owner_of_the_tables_is_refused(
    running: pytest.MonkeyPatch, postgres: embedded.Postgres, tmp_path: Path
) -> None:
    running.setenv("CHORUS_DATABASE_URL", postgres.owner_url)
    assert (await found(tmp_path))["role"].text == "chorus_owner owns tables: tenants are not isolated."


async def test_database_that_nobody_migrated_is_reported(
    running: pytest.MonkeyPatch, postgres: embedded.Postgres, tmp_path: Path
) -> None:
    running.setenv("CHORUS_DATABASE_URL", postgres.url("chorus_app", "postgres"))
    schema = (await found(tmp_path))["schema"]
    assert (schema.verdict, schema.remedy) == (Verdict.FAIL, "Run `chorus migrate`.")


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1", "redis+cluster://127.0.0.1:1"])
async def test_unreachable_servers_are_reported(running: pytest.MonkeyPatch, tmp_path: Path, url: str) -> None:
    running.setenv("CHORUS_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/chorus")
    running.setenv("CHORUS_REDIS_URL", url)
    report = await found(tmp_path)
    assert report["database"].code is ExitCode.UNREACHABLE
    assert report["redis"].code is ExitCode.UNREACHABLE


async def test_mails_files_and_index_are_looked_at(running: pytest.MonkeyPatch, tmp_path: Path) -> None:
    report = await found(tmp_path)
    assert report["mail"].text == f"written to {tmp_path / 'outbox'}, not sent."
    assert report["files"].text == f"will be stored in {tmp_path / 'blobs'}"
    assert report["knowledge"].text == f"semantic search, index in {tmp_path}"
    assert {finding.verdict for name, finding in report.items() if name in STORES} == {Verdict.OK}


async def test_a_mail_server_that_answers_is_enough(running: pytest.MonkeyPatch, tmp_path: Path) -> None:
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ESMTP\r\n")
        writer.close()

    async with await asyncio.start_server(greet, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        running.setenv("CHORUS_SMTP_URL", f"smtp://127.0.0.1:{port}/?from=help@acme.example")
        assert (await found(tmp_path))["mail"] == Finding(
            Verdict.OK, "mail", f"SMTP at 127.0.0.1:{port} as help@acme.example"
        )


@pytest.mark.parametrize(
    ("name", "value", "subject", "code"),
    [
        ("SMTP_URL", "smtp://127.0.0.1:1", "mail", ExitCode.UNREACHABLE),
        ("SMTP_URL", "mail.example", "mail", ExitCode.CONFIG),
        ("STORAGE_URL", "ftp://files.example", "files", ExitCode.CONFIG),
        ("STORAGE_URL", "file:///proc/nothing/here", "files", ExitCode.UNREACHABLE),
        ("CHROMA_URL", "http://127.0.0.1:1", "knowledge", ExitCode.UNREACHABLE),
    ],
)
async def test_stores_that_do_not_work_are_reported(
    running: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str, subject: str, code: ExitCode
) -> None:
    running.setenv(f"CHORUS_{name}", value)
    finding = (await found(tmp_path))[subject]
    assert (finding.verdict, finding.code) == (Verdict.FAIL, code)
    assert f"CHORUS_{name}" in finding.remedy


@pytest.mark.parametrize("setting", ["CHORUS_GATEWAY_PORT", "CHORUS_GRPC_ADDRESS", "CHORUS_PRESENCE_METRICS_PORT"])
async def test_taken_port_is_reported(
    running: pytest.MonkeyPatch, taken_port: int, tmp_path: Path, setting: str
) -> None:
    running.setenv(setting, f"{'127.0.0.1:' if setting.endswith('ADDRESS') else ''}{taken_port}")
    failed = [one async for one in findings_of_ports(tmp_path) if one.verdict is Verdict.FAIL]
    assert [one.code for one in failed] == [ExitCode.PORT_TAKEN]
    assert setting in failed[0].remedy


async def test_a_process_that_runs_is_told_from_a_stranger(running: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = machine.settings_of(tmp_path)
    async with serve_metrics("worker", settings.metrics_host, settings.worker_metrics_port):
        findings = await asyncio.to_thread(lambda: list(check_ports(settings, tmp_path)))
    assert {finding.verdict for finding in findings} == {Verdict.OK}
    served = f"127.0.0.1:{settings.worker_metrics_port} (metrics of the worker) is served by Chorus"
    assert [finding.text for finding in findings if "served" in finding.text] == [served]


async def test_secrets_that_others_can_read_are_reported(running: pytest.MonkeyPatch, tmp_path: Path) -> None:
    machine.settings_of(tmp_path)
    (tmp_path / "secrets" / "chorus_secret_key").chmod(0o644)
    assert (await found(tmp_path))["secrets"].code is ExitCode.CONFIG


async def test_key_that_cannot_sign_is_reported(running: pytest.MonkeyPatch, tmp_path: Path) -> None:
    running.setenv("CHORUS_AGENT_SIGNING_KEY", "not a key")
    machine.settings_of(tmp_path)
    texts = [finding.text async for finding in findings(tmp_path) if finding.verdict is Verdict.FAIL]
    assert texts == ["agent_signing_key: No PEM key was found in the settings."]


async def test_misspelt_variable_is_a_warning(running: pytest.MonkeyPatch, tmp_path: Path) -> None:
    running.setenv("CHORUS_REDIS_ULR", "redis://redis")
    settings = (await found(tmp_path))["settings"]
    assert (settings.verdict, settings.text) == (Verdict.WARN, "CHORUS_REDIS_ULR: unknown setting.")


async def test_production_without_tls_ends_with_3(
    running: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.settings_of(tmp_path)
    running.setenv("CHORUS_ENVIRONMENT", "production")
    assert await examine(tmp_path) is ExitCode.CONFIG
    assert "CHORUS_PUBLIC_URL: production requires https" in capsys.readouterr().out


async def test_wrong_setting_ends_with_3(running: pytest.MonkeyPatch, tmp_path: Path) -> None:
    running.setenv("CHORUS_API_PORT", "eighty")
    assert await examine(tmp_path) is ExitCode.CONFIG


@pytest.mark.parametrize(
    ("environment", "public", "gateway", "verdict"),
    [
        ("development", "http://127.0.0.1:8080", "ws://127.0.0.1:8081", Verdict.WARN),
        ("production", "https://chat.acme.example", "wss://chat.acme.example", Verdict.OK),
        ("development", "https://chat.acme.example", "ws://chat.acme.example", Verdict.FAIL),
        ("development", "http://chat.acme.example", "ws://chat.acme.example", Verdict.OK),
        ("production", "https://localhost", "wss://localhost", Verdict.FAIL),
    ],
)
def test_addresses_must_be_what_browsers_accept(
    clean_environment: pytest.MonkeyPatch, tmp_path: Path, environment: str, public: str, gateway: str, verdict: Verdict
) -> None:
    clean_environment.setenv("CHORUS_ENVIRONMENT", environment)
    clean_environment.setenv("CHORUS_PUBLIC_URL", public)
    clean_environment.setenv("CHORUS_GATEWAY_PUBLIC_URL", gateway)
    settings: Settings = machine.settings_of(tmp_path)
    assert [finding.verdict for finding in check_addresses(settings)] == [verdict]


def test_little_room_is_a_warning(tmp_path: Path) -> None:
    assert [finding.verdict for finding in check_disk(tmp_path, low_bytes=2**62)] == [Verdict.WARN]
