"""Serve the graph: SPARQL, canned queries and the command line."""
