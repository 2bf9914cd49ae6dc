"""The sites' folders within a study folder, and which of their files are to be read as forms."""

from collections.abc import Mapping
from dataclasses import dataclass

from fivefold.method.common.held_files import Folder
from fivefold.method.studies.layout import (
    CLASSIFICATIONS,
    CODING,
    CONSENTS,
    COVER,
    INCIDENTS,
    PASSWORDS,
    PROTOCOL,
    site_folder,
)
from fivefold.method.studies.report import Finding, Kind
from fivefold.method.studies.study import Protocol

_SITE_PREFIX = "site-"
_OWN_FILES = frozenset({PROTOCOL, CONSENTS, INCIDENTS, CLASSIFICATIONS, CODING, PASSWORDS})
_FORM_SUFFIXES = frozenset({".docx", ".docm", ".doc", ".rtf", ".odt", ".pdf"})
_SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class Site:
    """A site's folder. files: those to read as forms, by path within the study folder."""

    label: str
    folder: str
    files: Mapping[str, Folder]
    cover: Folder | None


def find_sites(folder: Folder, protocol: Protocol) -> tuple[list[Site], list[Finding]]:
    """The sites' folders in the protocol's order, then those of sites it does not name; and what else lies there."""
    found: dict[str, Folder] = {}
    findings = []
    # The name as it should be comes before the same name in other letters.
    for path in sorted(folder.iterdir(), key=lambda path: (path.name != path.name.casefold(), path.name)):
        name = path.name.casefold()
        if path.is_dir() and not path.is_symlink() and name.startswith(_SITE_PREFIX) and name not in found:
            found[name] = path
        elif name not in _OWN_FILES and not _of_the_system(path):
            findings.append(_not_of_the_study(path))
    labels = {site_folder(site): site for site in protocol.sites}
    sites = []
    for name in [*(name for name in labels if name in found), *(name for name in found if name not in labels)]:
        label = labels.get(name) or found[name].name[len(_SITE_PREFIX) :].upper()
        sites.append(_site(found[name], label, findings))
        if name not in labels:
            what = f'site "{label}" is not in the protocol'
            findings.append(Finding(Kind.SITE, what, found[name].name, "Its forms were read and are not eligible."))
    for name, site in labels.items():
        if name not in found:
            step = f"Put site {site}'s forms into a folder of this name."
            findings.append(Finding(Kind.SITE, f"site {site} has no folder", name, step))
    return sites, findings


def _not_of_the_study(path: Folder) -> Finding:
    name = path.name.casefold()
    if path.is_symlink():
        return _link(path.name)
    if path.is_dir() and name.startswith(_SITE_PREFIX):
        return Finding(Kind.SITE, "another folder has this name but for its case", path.name, "Move its forms there.")
    if path.suffix.casefold() in _FORM_SUFFIXES:
        return Finding(Kind.FILE, "this lies outside the sites' folders", path.name, "Move it into its site's folder.")
    return Finding(Kind.FILE, "this is no part of a study and was left alone", path.name, attention=False)


def _link(name: str) -> Finding:
    return Finding(Kind.FILE, "this is a link, which is not followed", name, "Copy the file itself.")


def _of_the_system(path: Folder) -> bool:
    # "~$form.docx" is what Word leaves beside a form that is open.
    return path.name.startswith((".", "~$")) or path.name.casefold() in _SYSTEM_FILES


def _site(folder: Folder, label: str, findings: list[Finding]) -> Site:
    forms: dict[str, Folder] = {}
    cover: Folder | None = None
    for path in sorted(folder.rglob("*")):
        name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
        if path.is_symlink():
            findings.append(_link(name))
        elif path.is_file() and path.name.casefold() == COVER and path.parent == folder:
            cover = path
        elif path.is_file() and not _of_the_system(path):
            forms[name] = path
    return Site(label, folder.name, forms, cover)
