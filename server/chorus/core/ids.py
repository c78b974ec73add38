"""Identifiers: UUIDv7 (RFC 9562 section 5.7), so that rows and logs sort by the time they were made."""

import os
import time
from typing import NewType
from uuid import UUID

TenantId = NewType("TenantId", UUID)
UserId = NewType("UserId", UUID)
CustomerId = NewType("CustomerId", UUID)
InboxId = NewType("InboxId", UUID)
TeamId = NewType("TeamId", UUID)
ConversationId = NewType("ConversationId", UUID)
MessageId = NewType("MessageId", UUID)
EscalationId = NewType("EscalationId", UUID)
AttachmentId = NewType("AttachmentId", UUID)
DocumentId = NewType("DocumentId", UUID)


def new_id() -> UUID:
    """Create a UUIDv7: 48 bits of Unix milliseconds, version, variant, 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = milliseconds << 80 | random
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)
