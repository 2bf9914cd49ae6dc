"""Refuses to build a wheel whose pages would have no stylesheet."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

STYLESHEET = Path("fivefold/web/static/govuk-frontend.min.css")


class BuiltAssetsHook(BuildHookInterface):  # type: ignore[type-arg]
    """hatchling finds this class by its base; an editable install reads the checkout and needs no check."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version != "editable" and not (Path(self.root) / STYLESHEET).is_file():
            raise SystemExit(
                f"{STYLESHEET} is not built yet, and a wheel without it shows bare pages. Run `make wheel`."
            )
