"""JSON Lines, JSON Feed, and JSON by paths."""
