"""The frame around the routes: errors, headers, static bundles, health."""
