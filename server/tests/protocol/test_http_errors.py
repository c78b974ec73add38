"""The refusals of an endpoint, as its OpenAPI documents them."""

from chorus.chat.conversations.errors import AlreadyRated, ConversationNotFound, ConversationStillOpen
from chorus.core.errors import BusyError, ChorusError
from chorus.processes.api import build_app
from chorus.protocol.http_errors import ErrorRead, refusals


def test_refusals_of_one_status_share_an_entry_with_an_example_each() -> None:
    found = refusals(ConversationStillOpen, ConversationNotFound, AlreadyRated)

    assert list(found) == [404, 409]
    assert found[409]["model"] is ErrorRead
    examples = found[409]["content"]["application/json"]["examples"]
    assert set(examples) == {"conversation.still_open", "conversation.already_rated"}
    for example in examples.values():
        ErrorRead.model_validate(example["value"])
    assert found[404]["description"] == ConversationNotFound.message


def test_the_example_says_whether_to_try_again() -> None:
    (entry,) = refusals(BusyError).values()
    assert entry["content"]["application/json"]["examples"]["server.busy"]["value"]["error"]["retryable"] is True


def test_every_endpoint_has_a_summary_and_every_documented_refusal_has_a_code() -> None:
    document = build_app().openapi()
    codes = {cls.code for cls in _family(ChorusError)}
    operations = [
        (path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    assert [(path, method) for path, method, operation in operations if not operation.get("summary")] == []
    documented = {
        code
        for _, _, operation in operations
        for answer in operation["responses"].values()
        for code in answer.get("content", {}).get("application/json", {}).get("examples", {})
    }
    assert documented <= codes
    assert len(documented) > 30


def _family(cls: type[ChorusError]) -> list[type[ChorusError]]:
    return [cls, *(found for child in cls.__subclasses__() for found in _family(child))]
