"""Generates what crosses gRPC from contracts/exchange.proto; needs the development packages."""

import subprocess
import sys
from pathlib import Path

SERVER = Path(__file__).parents[2]
PROTO = SERVER.parent / "contracts" / "exchange.proto"
PACKAGE = "chorus/protocol/rpc"


def generate(into: Path = SERVER) -> list[Path]:
    """Write the message classes; the files written. The service itself needs no generated code."""
    command = [
        sys.executable,
        "-m",
        "grpc_tools.protoc",
        f"-I{PACKAGE}={PROTO.parent}",
        f"--python_out={into}",
        f"--pyi_out={into}",
        str(PROTO),
    ]
    subprocess.run(command, check=True)  # noqa: S603 - nothing of it comes from outside
    return [into / PACKAGE / "exchange_pb2.py", into / PACKAGE / "exchange_pb2.pyi"]
