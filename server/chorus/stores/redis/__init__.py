"""The client of Redis, for one server or a cluster, and subscriptions."""
