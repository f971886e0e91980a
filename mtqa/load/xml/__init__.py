"""XML, read and written in place: what feeds, XLIFF and TMX are made of."""
