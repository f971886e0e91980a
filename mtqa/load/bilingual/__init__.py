"""XLIFF and TMX: sources beside their translations."""
