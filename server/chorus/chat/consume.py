"""What the chat service reacts to itself: it counts every event."""

from chorus.chat.metrics import count_events
from chorus.stores.event_log.subscriptions import ActOnBatch, Subscription

SUBSCRIPTIONS = (Subscription("metrics", ActOnBatch(count_events), shards=1),)
