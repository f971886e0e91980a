"""HTML pages and fragments."""
