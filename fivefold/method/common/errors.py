"""Errors that speak to whoever must act: what is wrong, where, and what to do next."""

from collections.abc import Iterable


class InputError(ValueError):
    """Input that cannot be used as it stands.

    what: what is wrong, as a sentence without its full stop.
    where: the file, row or field, as the person would look for it; "" when there is no place to name.
    next_step: what the person can do about it.
    """

    def __init__(self, what: str, *, where: str = "", next_step: str = "") -> None:
        self.what = what
        self.where = where
        self.next_step = next_step
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """The three parts as one line of plain words."""
        place = f"{self.where}: " if self.where else ""
        step = f" {self.next_step}" if self.next_step else ""
        return f"{place}{self.what}.{step}"


class InputErrors(InputError):
    """Several things wrong with one input, told together so that they can be put right in one go.

    problems: at least one, in the order the person would meet them.
    """

    def __init__(self, problems: Iterable[InputError]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        super().__init__(first.what, where=first.where, next_step=first.next_step)

    @property
    def sentence(self) -> str:
        """One line for each problem."""
        return "\n".join(problem.sentence for problem in self.problems)
