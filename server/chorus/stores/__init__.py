"""Drivers: database, log, bus, jobs, redis, vectors, blobs."""
