"""The thread between a customer and the company."""
