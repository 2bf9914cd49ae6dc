"""Starting Django under a command: settings read, files private, log set up."""

import os

import django


def started() -> None:
    """Read the settings from the environment and load the records. Raises InputError for a setting that is wrong.

    What this process makes from now on is its owner's alone.
    """
    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fivefold.config.settings")
    django.setup()
