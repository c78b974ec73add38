"""Language models: which a tenant may use, what it costs, and what was answered."""
