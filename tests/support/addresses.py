"""Addresses that are known by name in more than one place."""

BACK_TO_ITS_FORM = frozenset(
    {
        "briefing-ask",
        "findings-confirm",
        "findings-decline",
        "findings-propose",
        "findings-take-back",
        "findings-withdraw",
        "freeze-make",
        "submission-override",
        "submission-undo",
        "submission-withdraw",
        "unplaced-nothing",
        "unplaced-place",
        "unplaced-reopen",
    }
)
"""Addresses that take a form, and lead whoever asks for them back to the page it stands on."""
