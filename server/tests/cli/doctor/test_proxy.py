"""Behind a real nginx: below a path, with its limit of 1 MB, and as a proxy that nobody named."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace

import httpx2
import pytest

from chorus.cli.doctor.finding import Finding, Verdict
from chorus.cli.doctor.proxy import check_proxy
from chorus.http import static
from chorus.http.metrics import serve_metrics
from chorus.http.server import proxies
from chorus.http.server.server import HttpServer, running
from chorus.processes.api import build_app
from chorus.processes.settings import Settings
from tests.http.test_place import NoLimits
from tests.ports import free_port
from tests.processes.test_settings import NEEDED
from tests.proof.stack import until

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
pytestmark = pytest.mark.skipif(NGINX is None, reason="there is no nginx here (Debian: nginx-light)")

CONFIG = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  {extra}
  server {{
    listen 127.0.0.1:{port};
    location /chat/ {{
      proxy_pass http://127.0.0.1:{api}/;
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }}
  }}
}}
"""


@pytest.fixture(autouse=True)
def forgotten() -> None:
    """What was seen by other tests."""
    proxies.untrusted.clear()


@asynccontextmanager
async def behind_nginx(
    environment: pytest.MonkeyPatch, folder: Path, *, extra: str = "", trusted: tuple[str, ...] = ()
) -> AsyncIterator[Settings]:
    """The app behind nginx, which takes the prefix off; yields what the app was told."""
    api, port, metrics = free_port(), free_port(), free_port()
    for name, value in NEEDED.items():
        environment.setenv(name, value)
    environment.setenv("CHORUS_PUBLIC_URL", f"http://127.0.0.1:{port}/chat")
    environment.setenv("CHORUS_API_METRICS_PORT", str(metrics))
    settings = Settings.load()
    services = SimpleNamespace(settings=settings, database=None, limits=NoLimits(), attachment_max_bytes=25 * 1024**2)
    (folder / "nginx.conf").write_text(CONFIG.format(folder=folder, port=port, api=api, extra=extra))
    server = HttpServer(build_app(services), "127.0.0.1", api, trusted_proxies=trusted)  # type: ignore[arg-type]
    async with running(server), serve_metrics("api", "127.0.0.1", metrics):
        assert NGINX is not None
        process = await asyncio.create_subprocess_exec(NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf"))
        try:
            await until(lambda: _answers(settings), "nginx answers")
            proxies.untrusted.clear()
            yield settings
        finally:
            process.terminate()
            await process.wait()


async def _answers(settings: Settings) -> bool:
    async with httpx2.AsyncClient(trust_env=False) as http:
        try:
            return (await http.get(f"{settings.public_url}/health")).status_code == 200
        except httpx2.HTTPError:
            return False


async def found(settings: Settings) -> dict[str, Finding]:
    """What the doctor says."""
    return {finding.subject: finding async for finding in check_proxy(settings)}


@pytest.mark.skipif(not (static.CLIENTS / "console" / "dist").is_dir(), reason="the clients are not built")
async def test_below_a_path_the_bundles_find_themselves(clean_environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    async with (
        behind_nginx(clean_environment, tmp_path) as settings,
        httpx2.AsyncClient(trust_env=False, follow_redirects=True) as http,
    ):
        host = settings.public_url.removesuffix("/chat")
        page = await http.get(f"{settings.public_url}/console")
        assert str(page.url) == f"{settings.public_url}/console/"
        parts = [part for part in page.text.split('"') if part.startswith("/") and "." in part]
        shop = await http.get(f"{settings.public_url}/demo/")
        parts += [part for part in shop.text.split('"') if part.endswith("/widget/chorus.js")]
        assert len(parts) >= 4
        for part in parts:
            assert part.startswith("/chat/")
            assert (await http.get(host + part)).status_code == 200, part


async def test_the_limit_of_a_proxy_is_named(clean_environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    async with behind_nginx(clean_environment, tmp_path) as settings:
        uploads = (await found(settings))["uploads"]
    assert uploads.verdict is Verdict.WARN
    assert uploads.text.startswith("nginx/")
    assert "more than 1.0 MB (413)" in uploads.text
    assert "client_max_body_size 26m" in uploads.remedy


async def test_a_limit_between_two_and_26_megabytes_is_noticed(
    clean_environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async with behind_nginx(clean_environment, tmp_path, extra="client_max_body_size 10m;") as settings:
        uploads = (await found(settings))["uploads"]
    assert uploads.verdict is Verdict.WARN
    assert "refuses 26 MB" in uploads.text


async def test_a_proxy_that_is_not_trusted_is_named(clean_environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    async with behind_nginx(clean_environment, tmp_path, extra="client_max_body_size 26m;") as settings:
        report = await found(settings)
    assert report["uploads"].verdict is Verdict.OK
    assert report["proxy"].verdict is Verdict.WARN
    assert "127.0.0.1" in report["proxy"].text
    assert "CHORUS_TRUSTED_PROXIES='[\"127.0.0.1\"]'" in report["proxy"].remedy


async def test_with_all_set_there_is_nothing_to_say(clean_environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settled = behind_nginx(clean_environment, tmp_path, extra="client_max_body_size 26m;", trusted=("127.0.0.0/8",))
    async with settled as settings:
        report = await found(settings)
    assert {finding.verdict for finding in report.values()} == {Verdict.OK}


async def test_an_address_that_leads_elsewhere_is_told(clean_environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    async with behind_nginx(clean_environment, tmp_path) as settings:
        astray = settings.model_copy(update={"public_url": settings.public_url.removesuffix("/chat")})
        report = await found(astray)
        nowhere = settings.model_copy(update={"public_url": f"http://127.0.0.1:{free_port()}"})
        other = await found(nowhere)
    assert "another server answers (404)" in report["proxy"].text
    assert other["proxy"].verdict is Verdict.WARN


async def test_where_no_api_runs_there_is_nothing_to_ask(clean_environment: pytest.MonkeyPatch) -> None:
    for name, value in NEEDED.items():
        clean_environment.setenv(name, value)
    clean_environment.setenv("CHORUS_API_METRICS_PORT", str(free_port()))
    assert await found(Settings.load()) == {}
