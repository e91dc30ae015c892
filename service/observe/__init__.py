"""Tell what happens here: a line of the log and some counts for every request."""
