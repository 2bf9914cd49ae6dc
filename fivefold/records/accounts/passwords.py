"""A rule for passwords besides Django's: long by repeating something short is not long."""

from django.core.exceptions import ValidationError

FEWEST = 6
"""Different characters a password needs."""


class NotRepeated:
    """Refuses "passwordpassword", "abcabcabcabcabc" and "aaaaaaaaaaaaaaaa", whatever digits stand at the end."""

    def validate(self, password: str, user: object = None) -> None:
        """Django calls this; ValidationError says what is wrong."""
        letters = password.lower().rstrip("0123456789!?. ")
        if len(set(password.lower())) < FEWEST or _repeats(letters):
            raise ValidationError("This password repeats something short. Use four or five unrelated words.")

    def get_help_text(self) -> str:
        """Django asks for this."""
        return "It does not repeat something short."


def _repeats(text: str) -> bool:
    """Whether a text is one shorter text again and again: then it stands inside its own double, off the ends."""
    return bool(text) and text in (text + text)[1:-1]
