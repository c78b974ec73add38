"""Why an embedded server cannot run: each says what to do about it."""


class EmbeddedError(Exception):
    """An embedded server cannot run; the text is for the person who started it."""


class DataDirectoryTooNew(EmbeddedError):
    """A newer version wrote the data directory."""


class DataDirectoryInUse(EmbeddedError):
    """Another process serves the same data directory."""


class DataDirectoryNotWritable(EmbeddedError):
    """The data directory cannot be written to."""


class DiskFull(EmbeddedError):
    """There is no room for the data."""


class RootRefused(EmbeddedError):
    """PostgreSQL does not run as root, and no other identity can be had."""


class ServerFailed(EmbeddedError):
    """A server did not start, or keeps crashing."""
