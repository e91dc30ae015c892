"""Tables for analysts: what they are (definitions/), their rows, and the files they come in."""
