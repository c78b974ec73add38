"""Cross-tenant lookups: each is asked from one place, and a function of ours that reads as its owner is one."""

import re
from collections import defaultdict
from pathlib import Path

from chorus.stores.postgres import sources
from chorus.stores.postgres.database import Database

CHORUS = Path(__file__).parents[3] / "chorus"
# Called by other SQL alone: triggers, policies and other functions. And the command that looks at a running system.
IN_SQL = {
    "chorus_erase_words",
    "chorus_fold",
    "count_stored",
    "enkisys_place_message",
    "enkisys_record_status",
    "forget_events",
    "log_flushed",
    "log_identity",
    "lookup_messages",
}
DOCTOR = CHORUS / "cli" / "doctor" / "servers.py"


def test_each_function_is_called_from_one_file() -> None:
    before = set(sources.FUNCTION.findall((sources.FOLDER / "version_before.sql").read_text()))
    expected = set(sources.function_names()) - before - IN_SQL - {"chorus_tenants"}
    callers: dict[str, set[str]] = defaultdict(set)
    for path in CHORUS.rglob("*.py"):
        for name in expected & set(re.findall(r"\b\w+(?=\()", path.read_text())):
            if path != DOCTOR and re.search(rf"(SELECT|FROM|JOIN|\") ?{name}\(", path.read_text()):
                callers[name].add(path.relative_to(CHORUS).as_posix())
    assert {name: files for name, files in callers.items() if len(files) > 1} == LOG_EPOCH
    assert expected - callers.keys() == set()


# The reader of the log notices that it went back, and so does the watch over its state.
LOG_EPOCH = {"change_log_epoch": {"chat/log/read.py", "stores/event_log/state.py"}}


async def test_a_function_that_reads_as_its_owner_is_safe_from_a_search_path(database: Database) -> None:
    rows = await database.unscoped(
        "SELECT proname, proconfig FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef"
    )
    assert len(rows) > 10
    assert [row["proname"] for row in rows if "search_path=public, pg_temp" not in (row["proconfig"] or [])] == []
