"""The examples of docs/protocol.md do what the page says, against a running server, while its gateway dies."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.proof import callers, tenants
from tests.proof.stack import Stack, until

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"


@dataclass
class Example:
    """A running example: what it printed, and a way to type."""

    process: asyncio.subprocess.Process
    printed: list[str] = field(default_factory=list)

    async def read(self) -> None:
        """Until it ends."""
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            self.printed.append(line.decode().rstrip("\n"))

    async def type(self, text: str) -> None:
        """A line."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{text}\n".encode())
        await self.process.stdin.drain()

    async def prints(self, line: str) -> str:
        """The first line that begins so."""

        async def found() -> str:
            assert self.process.returncode is None, self.printed
            return next((one for one in self.printed if one.startswith(line)), "")

        return await until(found, f"the example prints {line!r}; it printed {self.printed}")


@asynccontextmanager
async def run(name: str, *arguments: str) -> AsyncIterator[Example]:
    """An example, as a stranger would start it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(EXAMPLES / name),
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    example = Example(process)
    reading = asyncio.create_task(example.read())
    try:
        yield example
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        await reading


async def test_a_customer_and_an_agent_in_plain_python_talk_while_the_gateway_dies(stack: Stack) -> None:
    tenant = await tenants.create(stack)
    async with (
        callers.http_to(stack) as http,
        run("customer.py", stack.url, tenant.inbox_id) as customer,
    ):
        await customer.type("Where is my order?")
        await customer.prints("customer: Where is my order?")
        await customer.prints("bot: ")
        await customer.type("/human")
        await customer.prints("*: conversation.escalated")
        async with run("agent.py", stack.url, tenant.emails["Ada"], tenants.PASSWORD) as agent:
            assert "Where is my order?" in await agent.prints("brief: ")
            await customer.prints("*: conversation.assigned")
            await agent.type("Hello, I am Ada.")
            await customer.prints("agent: Hello, I am Ada.")
            await agent.type("/note He is in a hurry.")
            await agent.prints("agent: He is in a hurry.")

            await stack.kill("gateway")
            await customer.type("Are you still there?")
            await agent.type("Just a moment.")
            await stack.start("gateway")
            for one in (agent, customer):
                await one.prints("customer: Are you still there?")
                await one.prints("agent: Just a moment.")

            await agent.type("/close")
            await customer.prints("*: conversation.closed")
            await customer.type("/rate 5")
            await customer.prints("*: conversation.rated")
            heard = [line for line in agent.printed if line.startswith(("customer: ", "agent: "))]
        assert len(heard) == len(set(heard))
        assert not [line for line in customer.printed if "in a hurry" in line or line.startswith("!")]

        sam = await tenant.log_in(http, "Sam")
        closed = (await sam.get("/v1/conversations?view=closed"))["items"]
        assert [one["rating"]["score"] for one in closed] == [5]
        messages = (await sam.state(closed[0]["id"]))["messages"]
        assert [one["content"] for one in messages].count("Are you still there?") == 1


def test_no_example_is_longer_than_sixty_lines() -> None:
    for path in EXAMPLES.glob("*.py"):
        lines = [line for line in path.read_text().splitlines() if line.strip()]
        assert len(lines) <= 60, path.name
