"""Customers, on any channel."""
