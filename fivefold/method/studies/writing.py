"""A study folder's protocol and lists, written from a study."""

from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from fivefold.method.frameworks.incident_list import write_incidents
from fivefold.method.studies import lists
from fivefold.method.studies.layout import CLASSIFICATIONS, CONSENTS, COVER, INCIDENTS, PROTOCOL, site_folder
from fivefold.method.studies.lists import CoverRow
from fivefold.method.studies.protocol import parse_protocol, write_protocol
from fivefold.method.studies.study import Study, Submission


def lists_of(study: Study, *, announced: Iterable[tuple[str, str]] = ()) -> Mapping[str, str]:
    """The protocol and every list of the study: text by path within the study folder, in forward slashes.

    A submission's file is a path within the study folder ("site-a/1.docx"). Sites without a submission get an empty
    cover list. announced: site and reference of frameworks whose form did not come.
    Raises InputError for an incident that the list's grammar cannot hold.
    """
    submissions = study.submissions
    texts = {PROTOCOL: write_protocol(study.protocol)}
    more = list(announced)
    for site in dict.fromkeys((*study.protocol.sites, *(one.site for one in submissions))):
        of_site = [_cover_row(one) for one in submissions if one.site == site]
        of_site += [CoverRow(reference, "") for where, reference in more if where == site]
        texts[f"{site_folder(site)}/{COVER}"] = lists.write_cover(of_site)
    texts[CONSENTS] = lists.write_consents({one.reference: one.consents for one in submissions})
    texts[INCIDENTS] = write_incidents({one.reference: one.incidents for one in submissions})
    overrides = {one.reference: one.override for one in submissions if one.override is not None}
    texts[CLASSIFICATIONS] = lists.write_classifications(overrides)
    return texts


def _cover_row(submission: Submission) -> CoverRow:
    file = submission.file.removeprefix(f"{site_folder(submission.site)}/")
    return CoverRow(submission.reference, file, submission.age, submission.sex, submission.meeting)


def write_study_folder(study: Study, folder: Path, *, forms: Iterable[tuple[str, bytes]] = ()) -> tuple[Path, ...]:
    """Write the protocol and the lists into a folder, and the forms given; the paths written, in order.

    forms: path within the study folder and content of each Word form. What is not written is left as it is.
    """
    written = []
    for name, text in lists_of(study).items():
        written.append(_write(folder / name, text.encode()))
    for name, content in forms:
        written.append(_write(folder / name, content))
    return tuple(written)


def _write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def new_study(sites: Sequence[str]) -> Mapping[str, str]:
    """A study to begin with: a protocol with comments and empty lists, by path within the folder.

    sites: labels, at least one. Raises InputErrors for labels a protocol cannot have.
    """
    template = files("fivefold.method.data.wording").joinpath("new-protocol.toml").read_text(encoding="utf-8")
    blocks = (f'[[ethics]]\nsite = "{site}"\nroute = "university"\n# approved = "2026-01"\n' for site in sites)
    listed = ", ".join(f'"{site}"' for site in sites)
    protocol = template.replace("{sites}", listed).replace("{ethics}", "\n".join(blocks).rstrip())
    parse_protocol(protocol, file=PROTOCOL)
    return {
        PROTOCOL: protocol,
        **{f"{site_folder(site)}/{COVER}": lists.write_cover(()) for site in sites},
        CONSENTS: lists.write_consents({}),
        INCIDENTS: write_incidents({}),
        CLASSIFICATIONS: lists.write_classifications({}),
    }
