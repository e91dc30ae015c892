"""How far an export is: told to whoever wants to show it."""


class Progress:
    """Shows nothing; a subclass shows stages and steps."""

    def begin(self, stage: str, total: int | None = None) -> None:
        """Begin a stage, of so many steps where that is known."""

    def step(self) -> None:
        """Take a step."""
