"""Which rule a value broke, by its stable name."""

from datetime import date
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field, ValidationError, model_validator

from chorus.protocol.constraints import Constraint, broken, constraint_of


class Sample(BaseModel):
    count: Annotated[int, Field(ge=1, lt=10)] = 1
    tags: Annotated[list[str], Field(min_length=1, max_length=2)] = ["a"]
    names: Annotated[dict[str, str], Field(max_length=1)] = {}
    day: date | None = None

    @model_validator(mode="after")
    def _is_even(self) -> "Sample":
        if self.count == 3:
            raise broken(Constraint.MAX_BYTES, "too large", 8)
        if self.count == 5:
            raise ValueError("an odd number")
        return self


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"count": 0}, (Constraint.MINIMUM, 1)),
        ({"count": 10}, (Constraint.EXCLUSIVE_MAXIMUM, 10)),
        ({"count": "many"}, (Constraint.TYPE, None)),
        ({"count": 1.5}, (Constraint.TYPE, None)),
        ({"tags": []}, (Constraint.MIN_ITEMS, 1)),
        ({"tags": ["a", "b", "c"]}, (Constraint.MAX_ITEMS, 2)),
        ({"names": {"a": "", "b": ""}}, (Constraint.MAX_PROPERTIES, 1)),
        ({"day": "tomorrow"}, (Constraint.DATE, None)),
        ({"count": 3}, (Constraint.MAX_BYTES, 8)),
        ({"count": 5}, (Constraint.INVALID, None)),
    ],
)
def test_every_error_has_a_constraint(values: dict[str, Any], expected: tuple[Constraint, float | None]) -> None:
    with pytest.raises(ValidationError) as refused:
        Sample.model_validate(values)
    assert constraint_of(refused.value.errors()[0]) == expected
