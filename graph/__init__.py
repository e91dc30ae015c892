"""Load, check, derive and publish the graph; knows nothing of HTTP."""
