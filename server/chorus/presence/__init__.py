"""C3: who is connected. Declared status (available, busy, away) is the users' own and lives in PostgreSQL."""
