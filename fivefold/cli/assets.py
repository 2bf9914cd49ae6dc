"""The stylesheet and script of finished pages, as they are written beside them."""

from importlib.resources import files

from fivefold.method.reporting.to_html import SCRIPT, STYLESHEET


def briefing_assets() -> dict[str, bytes]:
    """The files `to_html.render` asks for, by name."""
    folder = files("fivefold").joinpath("web/assets")
    return {name: folder.joinpath(name).read_bytes() for name in (STYLESHEET, SCRIPT)}
