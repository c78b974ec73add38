"""Runs converted cases against a server, one line of JSON for each: `python drive.py CASES URL GROUP[,GROUP …]`.

The other side of the wire is Autobahn's own WebSocket client, which the gateway has nothing in common with.
"""

import asyncio
import importlib
import json
import sys
import time
from typing import Any

from autobahn.asyncio.websocket import WebSocketClientFactory, WebSocketClientProtocol
from autobahn.websocket.protocol import WebSocketProtocol

CASE_SECONDS = 60
AT_ONCE = 8


def octets(text: Any) -> Any:
    """Bytes of a text whose characters are octets."""
    return text.encode("latin-1") if isinstance(text, str) else text


class Fuzzer(WebSocketClientProtocol):
    """What the cases expect of their protocol."""

    def __init__(self) -> None:
        super().__init__()
        self.createWirelog = False
        self.connectionWasOpen = False
        self.rxFrameStats: dict[int, int] = {}
        self.txFrameStats: dict[int, int] = {}
        self.begun_at = time.monotonic()
        self.case = self.factory.make(self) if hasattr(self, "factory") else None

    def connection_made(self, transport: Any) -> None:
        self.case = self.factory.make(self)
        super().connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.case.onConnectionLost(self.failedByMe)
        self.factory.ended.set_result(self.case)

    def onOpen(self) -> None:
        self.connectionWasOpen = True
        self.case.onOpen()

    def onMessage(self, payload: bytes, isBinary: bool) -> None:
        self.case.onMessage(payload.decode("latin-1"), isBinary)

    def onPong(self, payload: bytes) -> None:
        self.case.onPong(payload.decode("latin-1"))

    def onPing(self, payload: bytes) -> None:
        self.case.onPing(payload.decode("latin-1"))

    def onClose(self, wasClean: bool, code: int | None, reason: str | None) -> None:
        self.case.onClose(wasClean, code, reason)

    def logTxFrame(self, frameHeader: Any, *_: Any) -> None:
        self.txFrameStats[frameHeader.opcode] = self.txFrameStats.get(frameHeader.opcode, 0) + 1

    def logRxFrame(self, frameHeader: Any, *_: Any) -> None:
        self.rxFrameStats[frameHeader.opcode] = self.rxFrameStats.get(frameHeader.opcode, 0) + 1

    def enableWirelog(self, _: bool) -> None:
        pass

    # --- texts to octets -----------------------------------------------------------------------------------------

    def sendFrame(self, opcode: int, payload: Any = b"", **options: Any) -> None:
        super().sendFrame(opcode, octets(payload), **options)

    def sendMessage(self, payload: Any, isBinary: bool = False, **options: Any) -> None:
        if "binary" in options:
            isBinary = options.pop("binary")
        super().sendMessage(octets(payload), isBinary, **options)

    def sendMessageFrameData(self, payload: Any, sync: bool = False) -> Any:
        return super().sendMessageFrameData(octets(payload), sync)

    def sendCloseFrame(self, code: Any = None, reasonUtf8: Any = None, isReply: bool = False) -> None:
        super().sendCloseFrame(code, octets(reasonUtf8), isReply)

    # --- time ----------------------------------------------------------------------------------------------------

    def _later(self, delay: float, act: Any) -> None:
        def do() -> None:
            if self.state != WebSocketProtocol.STATE_CLOSED:
                act()

        asyncio.get_running_loop().call_later(delay, do)

    def continueLater(self, delay: float, fun: Any, _tag: str | None = None) -> None:
        self._later(delay, fun)

    def killAfter(self, delay: float) -> None:
        self._later(delay, self.failConnection if hasattr(self, "failConnection") else self._fail_connection)

    def closeAfter(self, delay: float) -> None:
        self._later(delay, self.sendClose)


async def run(case_class: Any, url: str, host: str, port: int) -> dict[str, Any]:
    """One case on a connection of its own."""
    factory = WebSocketClientFactory(url, protocols=["chorus.v1"])
    factory.protocol = Fuzzer
    factory.make = case_class
    factory.ended = asyncio.get_running_loop().create_future()
    factory.logOctets = False
    factory.logFrames = True
    factory.setProtocolOptions(failByDrop=False, openHandshakeTimeout=30, closeHandshakeTimeout=5)
    began = time.monotonic()
    await asyncio.get_running_loop().create_connection(factory, host, port)
    name = case_class.__name__.removeprefix("Case").replace("_", ".")
    try:
        case = await asyncio.wait_for(factory.ended, CASE_SECONDS)
    except TimeoutError:
        return {"case": name, "behavior": "FAILED", "close": "FAILED", "why": f"not over in {CASE_SECONDS} s"}
    return {
        "case": name,
        "behavior": case.behavior,
        "close": case.behaviorClose,
        "why": f"{case.result} {case.resultClose}",
        "seconds": round(time.monotonic() - began, 2),
    }


async def main(folder: str, url: str, groups: set[str]) -> None:
    """All cases of the groups, some at a time: most of their length is waiting."""
    sys.path.insert(0, folder)
    importlib.import_module("case").Case.compare = lambda self, one, other: one == other
    cases = importlib.import_module("all_cases").Cases
    host, _, port = url.removeprefix("ws://").partition("/")[0].partition(":")
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(case_class: Any) -> None:
        async with gate:
            print(json.dumps(await run(case_class, url, host, int(port))), flush=True)

    chosen = [found for found in cases if found.__name__.removeprefix("Case").split("_")[0] in groups]
    await asyncio.gather(*map(one, chosen))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], set(sys.argv[3].split(","))))
