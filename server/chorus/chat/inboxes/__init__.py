"""A configured address on a channel; on the web, a site that carries the widget."""
