"""How the command ends: one exit code per kind of trouble, and a sentence that says what to do."""

import errno
import socket

from chorus.core.exit_codes import CommandError, ExitCode
from chorus.processes.settings import SettingsError


def explain(error: BaseException) -> CommandError | None:
    """Return the readable form of an error, or None for a defect, which keeps its traceback."""
    if isinstance(error, BaseExceptionGroup):
        return next((found for one in error.exceptions if (found := explain(one))), None)
    if isinstance(error, CommandError):
        return error
    if isinstance(error, SettingsError):
        return CommandError(
            ExitCode.CONFIG, f"{error}\nCorrect the environment variable. `chorus doctor` lists all problems."
        )
    if isinstance(error, OSError):
        return _system(error)
    return _of_a_store(error)


def _system(error: OSError) -> CommandError | None:
    if error.errno == errno.EADDRINUSE:
        return CommandError(ExitCode.PORT_TAKEN, f"A port is in use: {error.strerror}. Run `chorus doctor`.")
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return CommandError(ExitCode.DISK, "The disk is full. Free disk space and start again.")
    if isinstance(error, ConnectionError | TimeoutError | socket.gaierror):
        reason = str(error) or "no response"
        return CommandError(ExitCode.UNREACHABLE, f"A server is unreachable: {reason}. Run `chorus doctor`.")
    return None


def _of_a_store(error: BaseException) -> CommandError | None:
    # Imported here: by now the stores are loaded, and `chorus --help` does not pay for them.
    import asyncpg  # noqa: PLC0415
    import psycopg  # noqa: PLC0415
    from sqlalchemy.exc import DBAPIError  # noqa: PLC0415

    from chorus.core.errors import ChorusError, UnavailableError  # noqa: PLC0415
    from chorus.stores.embedded import errors as embedded  # noqa: PLC0415
    from chorus.stores.postgres.fitness import PoolerUnfit  # noqa: PLC0415
    from chorus.stores.postgres.schema_version import AppRoleUnfit, CoreUnfit, SchemaTooNew  # noqa: PLC0415

    codes: tuple[tuple[type[BaseException], ExitCode], ...] = (
        (embedded.DataDirectoryTooNew, ExitCode.VERSION),
        (embedded.DataDirectoryNotWritable, ExitCode.DISK),
        (embedded.DiskFull, ExitCode.DISK),
        (embedded.EmbeddedError, ExitCode.FAILURE),
        (SchemaTooNew, ExitCode.VERSION),
        (AppRoleUnfit, ExitCode.CONFIG),
        (PoolerUnfit, ExitCode.CONFIG),
        (CoreUnfit, ExitCode.VERSION),
        (UnavailableError, ExitCode.UNREACHABLE),
        (asyncpg.DiskFullError, ExitCode.DISK),
        (asyncpg.PostgresConnectionError, ExitCode.UNREACHABLE),
        (asyncpg.CannotConnectNowError, ExitCode.UNREACHABLE),  # it starts or stops
        (asyncpg.InvalidAuthorizationSpecificationError, ExitCode.CONFIG),
        (asyncpg.InvalidCatalogNameError, ExitCode.CONFIG),
        (psycopg.errors.DiskFull, ExitCode.DISK),
        (psycopg.OperationalError, ExitCode.UNREACHABLE),
        (ChorusError, ExitCode.FAILURE),
    )
    if isinstance(error, DBAPIError) and error.orig is not None:
        error = error.orig
    code = next((code for kind, code in codes if isinstance(error, kind)), None)
    return None if code is None else CommandError(code, " ".join(str(error).split()))
