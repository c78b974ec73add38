"""The event log: waking its readers, its epoch, and durable consumers with cursors and leases (docs/decisions/0027)."""
