"""Makes the cases of Autobahn's test suite, which are Python 2, into Python 3: `python convert.py PACKAGE TARGET`.

Used as a program of its own: lib2to3 warns that it is old, and is gone in Python 3.13. Byte strings of Python 2 become
texts of the same values, one character an octet; `drive.py` turns them into bytes where they reach the wire.
"""

import sys
from lib2to3.refactor import RefactoringTool, get_fixers_from_package
from pathlib import Path

# Modules stay beside each other, so that `from case import Case` holds. Groups 12 and 13 are compression, which the
# gateway does not offer; 9.9.1 is not in the suite's own list.
LEFT_OUT = ("case9_9_1", "case12_x_x")
EDITS: dict[str, tuple[tuple[str, str], ...]] = {
    "__init__.py": (
        ("from case9_9_1 import *", ""),
        ("from case12_x_x import *", ""),
        ("Cases.extend(Case12_X_X)", ""),
        ("CaseSubCategories.update(Case12_X_X_CaseSubCategories)", ""),
        ("Cases.extend(Case13_X_X)", ""),
        ("CaseSubCategories.update(Case13_X_X_CaseSubCategories)", ""),
    ),
    "case10_1_1.py": (("len(self.payload) / self", "len(self.payload) // self"),),
    "case6_x_x.py": (("v.validate(vss[:i])", "v.validate(vss[:i].encode('latin-1'))"),),
}
SHIM = '''"""binascii on texts whose characters are octets."""

import binascii


def b2a_hex(octets):
    return binascii.b2a_hex(octets.encode("latin-1") if isinstance(octets, str) else octets).decode()


def a2b_hex(digits):
    return binascii.a2b_hex(digits).decode("latin-1")


hexlify, unhexlify = b2a_hex, a2b_hex
'''


def main(package: Path, target: Path) -> None:
    """Convert the whole folder."""
    fixers = set(get_fixers_from_package("lib2to3.fixes")) - {"lib2to3.fixes.fix_import"}
    tool = RefactoringTool(sorted(fixers))
    target.mkdir(parents=True, exist_ok=True)
    (target / "octets.py").write_text(SHIM)
    for path in sorted((package / "case").glob("*.py")):
        if path.stem in LEFT_OUT:
            continue
        text = path.read_bytes().decode("latin-1").replace("\r\n", "\n")
        for old, new in EDITS.get(path.name, ()):
            text = text.replace(old, new)
        text = text.replace("import binascii", "import octets as binascii").replace("(object, Case, )", "(Case, )")
        name = "all_cases.py" if path.name == "__init__.py" else path.name
        (target / name).write_text(str(tool.refactor_string(text + "\n", path.name)), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
