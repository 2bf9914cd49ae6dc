"""Whether a file is its owner's alone, asked the same way for every key."""

import os
from pathlib import Path


def open_to_others(path: Path) -> bool:
    """Whether others than its owner may read a file.

    What a service manager hands over as a credential is guarded by its folder and may carry a group's bit for the
    service's own user (systemd sets one where it grants access by a list), so its mode says nothing.
    """
    handed = os.environ.get("CREDENTIALS_DIRECTORY")
    if handed and path.resolve().is_relative_to(Path(handed).resolve()):
        return False
    return bool(path.stat().st_mode & 0o077)
