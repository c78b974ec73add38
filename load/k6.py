"""Run ws_10k.js against its own stack: `python -m load.k6 K6 [--sockets N] [--seconds N] [--runs N]`."""

import argparse
import asyncio
import json
import statistics
import sys
from datetime import timedelta
from pathlib import Path

from chorus.core.clock import FrozenClock, now
from load.report import Metric, Report
from load.stack.credentials import Party, create_conversations
from load.stack.stack import running

SCRIPT = Path(__file__).with_name("ws_10k.js")


def socket_credentials(party: Party, gateway: str) -> dict[str, object]:
    """Return what the script needs for one socket: one nonce to connect and one to reconnect."""
    first, again = party.credential(gateway), party.credential(gateway)
    return {"url": first.url, "token": first.token, "nonces": [first.nonce, again.nonce], "role": party.role}


async def one_run(k6: str, sockets: int, seconds: int, per_second: int) -> dict[str, float]:
    """Run k6 against a fresh stack and return its metrics."""
    async with running() as stack:
        clock = FrozenClock(now() + timedelta(minutes=10))
        pairs = await create_conversations(stack.settings, sockets // 2, tenants=5, clock=clock)
        credentials = [
            socket_credentials(party, stack.gateways[0]) for pair in pairs for party in (pair.customer, pair.agent)
        ]
        (stack.folder / "credentials.json").write_text(json.dumps(credentials))
        given = {
            "CREDENTIALS": stack.folder / "credentials.json",
            "SECONDS": seconds,
            "PER_SECOND": per_second,
            "VUS": max(1, sockets // 100),
        }
        process = await asyncio.create_subprocess_exec(
            k6, "run", "--no-usage-report", "--quiet", "--address", "127.0.0.1:0",
            "--summary-export", str(stack.folder / "summary.json"),
            *(part for name, value in given.items() for part in ("--env", f"{name}={value}")), str(SCRIPT),
        )  # fmt: skip
        code = await process.wait()
        metrics = json.loads((stack.folder / "summary.json").read_text())["metrics"]
        found = {
            f"{name} {key}": value
            for name, values in metrics.items()
            for key, value in values.items()
            if isinstance(value, int | float)
        }
        return found | {"exit": code}


async def main(k6: str, sockets: int, seconds: int, per_second: int, runs: int) -> bool:
    """Run several times, report the medians and return whether every target was met."""
    found = [await one_run(k6, sockets, seconds, per_second) for _ in range(runs)]
    report = Report("k6")
    for name, key, target in (
        (f"{sockets:,} sockets, {per_second:,} messages/s: delivered P95", "msg_rtt_ms p(95)", 150),
        ("lost", "msg_lost count", 0),
        ("doubled", "msg_doubled count", 0),
        ("thresholds crossed (exit code)", "exit", 0),
    ):
        report.add(Metric(name, [run.get(key, float("nan")) for run in found], "ms" if "rtt" in key else "", target))
    opened = [run.get("ws_opened count", 0) for run in found]
    report.add(Metric("sockets opened", opened, "", sockets, is_at_most=False))
    slowest = ", ".join(f"{run.get('msg_rtt_ms max', float('nan')):.0f}" for run in found)
    report.notes.append(f"- the slowest message of each run: {slowest} ms; no target, the disk's slowest write decides")
    report.notes.append(f"- resumed: {statistics.median(run.get('ws_resumed count', 0) for run in found):g} a run")
    print(report.write())
    return all(metric.verdict == "holds" for metric in report.metrics)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("k6")
    parser.add_argument("--sockets", type=int, default=10_000)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--per-second", type=int, default=1_000)
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    sys.exit(0 if asyncio.run(main(args.k6, args.sockets, args.seconds, args.per_second, args.runs)) else 1)
