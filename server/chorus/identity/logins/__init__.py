"""Log-ins of users: passwords, refresh tokens, devices."""
