"""Common parts of all commands. Imports little, so that `--help` is fast."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from chorus.processes.settings import Settings

FILES = 65_536
DataDir = Annotated[
    Path | None, typer.Option("--data-dir", help="Data directory. Defaults to CHORUS_DATA_DIR, then ./var.")
]


@contextmanager
def readable() -> Iterator[None]:
    """Report errors in words with their exit codes; a defect keeps its traceback.

    Raises:
        BrokenPipeError: If the reader of the output has ended.
        Exit: With the exit code of the error.
        KeyboardInterrupt: If the user interrupts.
    """
    try:
        yield
    except (typer.Exit, KeyboardInterrupt, BrokenPipeError):
        raise  # the last: who read our words has left, as in `chorus doctor | head`; Typer ends without a word
    except Exception as error:
        from chorus.cli.errors import explain

        found = explain(error)
        if found is None:
            raise
        typer.secho(f"chorus: {found}", err=True, fg="red")
        raise typer.Exit(found.code) from None


def run(work: Callable[[], Awaitable[None]]) -> None:
    """Run to the end or to a signal, on uvloop."""
    import asyncio

    import uvloop

    from chorus.cli.up import until_signal

    _open_files()
    with readable(), asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(until_signal(work()))


def _open_files() -> None:
    """Raise the limit of open files as far as allowed. Many shells start with 1,024, which a gateway exhausts."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    # macOS refuses more than kern.maxfilesperproc, though the hard limit is said to be infinite.
    while soft != resource.RLIM_INFINITY and soft < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        except (OSError, ValueError):
            wanted //= 2
        else:
            return


def settings_for(data_dir: Path | None = None) -> "Settings":
    """Load the settings from the environment, or those of the Chorus in this directory."""
    from chorus.cli.local_settings import settings_here

    return settings_here(data_dir)
