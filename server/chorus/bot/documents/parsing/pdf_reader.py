"""A program: a PDF on stdin, its text on stdout. Run by `pdf.py`, with bounds on memory and processor time."""

import io
import resource
import sys

from pypdf import PdfReader
from pypdf.errors import PyPdfError

PAGES_MAX = 1_000
TEXT_MAX = 5_000_000
MEMORY_BYTES = 1 << 30
CPU_SECONDS = 50
PROTECTED, DAMAGED, TOO_LONG = 3, 4, 5


def main() -> int:
    """The exit code says what went wrong; `pdf.py` has the sentences."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    try:
        return _read(sys.stdin.buffer.read())
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, MemoryError):
        return DAMAGED


def _read(content: bytes) -> int:
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        return PROTECTED
    if len(reader.pages) > PAGES_MAX:
        return TOO_LONG
    written = 0
    for page in reader.pages:
        text = page.extract_text() + "\n\n"
        written += len(text)
        if written > TEXT_MAX:
            return TOO_LONG
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
