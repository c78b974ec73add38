"""PostgreSQL: the pool, transactions, migrations, and what is asked of its catalogue."""
