"""Reading what people write."""
