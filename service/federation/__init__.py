"""SERVICE and LOAD, asked of other servers by us before the engine sees a text."""
