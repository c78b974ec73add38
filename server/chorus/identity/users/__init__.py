"""Users: who of the tenant can log in, what they may do, and whether they want conversations now."""
