"""What the containers give to the processes."""

from collections.abc import Mapping

import pytest
from fastapi import APIRouter

from chorus.core.container import Container
from chorus.processes import containers
from chorus.processes.containers import CONTAINERS
from chorus.protocol.events import EVENT_CLASSES, TENANT_EVENT_CLASSES
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
# Their cursors stand in the database under these names.
CONSUMERS = {"metrics", "summaries"}
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
    assert {one.name for one in containers.subscriptions()} == CONSUMERS


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
    parts += (*container.subscriptions, *container.reactions, *container.message_jobs)
    assert all(part.startswith(f"chorus.{container.name}.") for part in parts)


def test_every_reaction_is_to_an_event_that_there_is() -> None:
    reacted = {event_type for container in CONTAINERS for table in container.load("reactions") for event_type in table}
    subscribed = {event_type for one in containers.subscriptions() for event_type in one.types or ()}
    assert reacted | subscribed <= {*EVENT_CLASSES, *TENANT_EVENT_CLASSES}
    assert {job.task for job in containers.reactions().on_message} <= TASKS


def test_a_name_that_two_containers_give_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "CONTAINERS", (*CONTAINERS, *CONTAINERS))
    with pytest.raises(ValueError, match="event log"):
        containers.subscriptions()
    monkeypatch.setattr(containers, "CONTAINERS", (*CONTAINERS, CONTAINERS[0]))
    with pytest.raises(ValueError, match=r"nonces\.forget"):
        containers.timers()
