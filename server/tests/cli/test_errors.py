"""How a command ends: each kind of trouble has its exit code and a sentence; a defect keeps its traceback."""

import errno
import socket

import asyncpg
import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from chorus.cli.errors import explain
from chorus.core.errors import ChorusError, UnavailableError
from chorus.core.exit_codes import CommandError, ExitCode
from chorus.processes.settings import SettingsError
from chorus.stores.embedded import errors as embedded
from chorus.stores.postgres.schema_version import AppRoleUnfit, CoreUnfit, SchemaTooNew

TROUBLES: list[tuple[BaseException, ExitCode, str]] = [
    (SettingsError("CHORUS_REDIS_URL is missing."), ExitCode.CONFIG, "CHORUS_REDIS_URL is missing."),
    (OSError(errno.EADDRINUSE, "Address already in use"), ExitCode.PORT_TAKEN, "A port is in use"),
    (OSError(errno.ENOSPC, "No space left on device"), ExitCode.DISK, "The disk is full"),
    (OSError(errno.EDQUOT, "Disk quota exceeded"), ExitCode.DISK, "The disk is full"),
    (ConnectionRefusedError("Connection refused"), ExitCode.UNREACHABLE, "Connection refused"),
    (TimeoutError(), ExitCode.UNREACHABLE, "no response"),
    (socket.gaierror("Name or service not known"), ExitCode.UNREACHABLE, "Name or service not known"),
    (embedded.DataDirectoryTooNew("a newer version"), ExitCode.VERSION, "a newer version"),
    (embedded.DataDirectoryNotWritable("cannot be used"), ExitCode.DISK, "cannot be used"),
    (embedded.DiskFull("no room"), ExitCode.DISK, "no room"),
    (embedded.ServerFailed("did not start"), ExitCode.FAILURE, "did not start"),
    (SchemaTooNew("a newer schema"), ExitCode.VERSION, "a newer schema"),
    (AppRoleUnfit("owns tables"), ExitCode.CONFIG, "owns tables"),
    (CoreUnfit("another core"), ExitCode.VERSION, "another core"),
    (UnavailableError(), ExitCode.UNREACHABLE, ""),
    (asyncpg.DiskFullError("could not extend file"), ExitCode.DISK, "could not extend file"),
    (asyncpg.CannotConnectNowError("starting up"), ExitCode.UNREACHABLE, "starting up"),
    (asyncpg.InvalidPasswordError("password failed"), ExitCode.CONFIG, "password failed"),
    (asyncpg.InvalidCatalogNameError("no such database"), ExitCode.CONFIG, "no such database"),
    (psycopg.errors.DiskFull("could not extend file"), ExitCode.DISK, "could not extend file"),
    (psycopg.OperationalError("connection\nrefused"), ExitCode.UNREACHABLE, "connection refused"),
    (OperationalError("SELECT 1", {}, psycopg.OperationalError("refused")), ExitCode.UNREACHABLE, "refused"),
    (ChorusError(), ExitCode.FAILURE, ""),
]
NAMES = [f"{number} {type(error).__name__}" for number, (error, _, _) in enumerate(TROUBLES)]


@pytest.mark.parametrize(("error", "code", "words"), TROUBLES, ids=NAMES)
def test_each_kind_of_trouble_has_its_code_and_says_what_it_is(
    error: BaseException, code: ExitCode, words: str
) -> None:
    found = explain(error)
    assert found is not None
    assert found.code is code
    assert words in str(found)
    assert str(found)


def test_a_group_ends_as_the_first_of_its_errors_that_can_be_read() -> None:
    refused = ConnectionRefusedError("Connection refused")
    group = BaseExceptionGroup("tasks", [KeyError("x"), BaseExceptionGroup("inner", [refused])])
    found = explain(group)
    assert found is not None
    assert found.code is ExitCode.UNREACHABLE


def test_what_a_command_says_itself_stays_as_it_is() -> None:
    said = CommandError(ExitCode.USAGE, "Name the jobs.")
    assert explain(said) is said


@pytest.mark.parametrize(
    "defect", [KeyError("x"), AssertionError(), OSError(errno.EBADF, "Bad file descriptor"), ZeroDivisionError()]
)
def test_a_defect_is_not_explained_away(defect: BaseException) -> None:
    assert explain(defect) is None
    assert explain(BaseExceptionGroup("tasks", [defect])) is None


def test_the_codes_are_those_that_the_help_lists() -> None:
    assert [code.value for code in ExitCode] == list(range(8))
