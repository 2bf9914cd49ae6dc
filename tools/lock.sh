#!/bin/sh
# Compile requirements/*.txt from pyproject.toml. The files hold versions and hashes and no address, so that whoever
# installs from them takes the packages from the registry their own pip is set up for.
set -eu
cd "$(dirname "$0")/.."
uv="${UV:-.venv/bin/uv}"
if [ ! -x "$uv" ]; then
  echo "uv compiles the lock files and is not in .venv yet. Run 'make dev' first." >&2
  exit 1
fi
mkdir -p requirements
compile() { # NAME SOURCE-AND-OPTIONS...
  name="$1"
  shift
  "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-config \
    --custom-compile-command "make lock" ${UPGRADE:+--upgrade} --output-file "requirements/$name.txt" "$@"
  echo "requirements/$name.txt: $(grep -c '==' "requirements/$name.txt") packages"
}
compile core pyproject.toml
# Each of the others agrees with the core, so that installing one over the other changes no version.
compile build --group pyproject.toml:build -c requirements/core.txt
compile node --group pyproject.toml:node
compile scale pyproject.toml --extra scale -c requirements/core.txt
compile dev pyproject.toml --extra scale --extra dev --group pyproject.toml:build -c requirements/core.txt
