"""What the containers give to the processes."""

from collections.abc import Mapping

import pytest
from fastapi import APIRouter

from chorus.core.container import Container
from chorus.processes import containers
from chorus.processes.containers import CONTAINERS
from chorus.stores.counters.limits import Limit
from tests.test_shape import SOURCE

# Jobs that an earlier version enqueued wait in the database under these names.
TASKS = {
    "bot.answer",
    "bot.forget_document",
    "bot.index_document",
    "bot.rebuild_index",
    "escalations.tend",
    "labels.take_off",
    "notifications.mail_answer",
    "summaries.make_brief",
}
TIMERS = {
    "assignments.look_for_absent",
    "attachments.remove_unsent",
    "escalations.tend_all",
    "nonces.forget",
    "notifications.find_unread",
    "notifications.retry_mails",
}


def test_every_container_is_in_the_list() -> None:
    there = {path.parent.name for path in SOURCE.glob("*/container.py")} - {"core"}
    assert {container.name for container in CONTAINERS} == there


def test_names_in_the_database_never_change() -> None:
    assert containers.tasks().keys() == TASKS
    assert containers.timers().keys() == TIMERS


@pytest.mark.parametrize("container", CONTAINERS, ids=lambda container: container.name)
def test_every_part_is_what_its_kind_says(container: Container) -> None:
    assert all(isinstance(router, APIRouter) for router in container.load("routers"))
    assert all(callable(task) for table in container.load("tasks") for task in table.values())
    assert all(len(cron.split()) in {5, 6} for table in container.load("timers") for cron, _ in table.values())
    for table in container.load("limits"):
        assert isinstance(table, Mapping)
        assert all(isinstance(limit, Limit) for limit in table.values())


@pytest.mark.parametrize("container", CONTAINERS, ids=lambda container: container.name)
def test_a_container_gives_only_its_own(container: Container) -> None:
    parts = (*container.routers, *container.tasks, *container.timers, *container.limits)
    assert all(part.startswith(f"chorus.{container.name}.") for part in parts)


def test_a_name_that_two_containers_give_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "CONTAINERS", (*CONTAINERS, CONTAINERS[0]))
    with pytest.raises(ValueError, match=r"nonces\.forget"):
        containers.timers()
