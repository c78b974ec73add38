"""Usage on the wire."""

from datetime import datetime

from pydantic import Field

from chorus.protocol.model import WireModel


class UsageLine(WireModel):
    """The usage of one model for one purpose."""

    purpose: str = Field(examples=["brief"])
    model: str = Field(examples=["openai:gpt-4.1-mini"])
    calls: int
    input_tokens: int
    output_tokens: int
    cost_usd: float = Field(examples=[0.0123])


class UsageRead(WireModel):
    """The sums of a span of time, dearest first."""

    since: datetime = Field(alias="from")
    until: datetime = Field(alias="to")
    items: list[UsageLine]
    total_cost_usd: float
