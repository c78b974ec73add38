"""The HTTP server, with limits on every port."""
