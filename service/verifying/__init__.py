"""Hold the copy of a document that somebody has against the passages of the graph; nothing of it is kept."""
