"""Names as other programs keep them, made fit to be shown."""

LONGEST = 200
"""Characters in a reference, label, code or name of a table; an entry in a column by mistake is longer."""


def shown(name: str) -> str:
    """The name on one line, without characters nobody sees: control characters, marks of direction, joiners."""
    return "".join(character for character in " ".join(name.split()) if character.isprintable())
