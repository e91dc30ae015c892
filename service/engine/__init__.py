"""Ask SPARQL questions in worker processes that may be killed at any moment."""
