#!/bin/sh
# Make .venv and install one locked set of packages into it, with this folder's own package on top.
#   tools/set_up.sh core|dev
# Safe to run again, and after an interruption: what is already right is left alone.
set -eu
cd "$(dirname "$0")/.."
set_name="$1"
lock="requirements/$set_name.txt"
here="$(pwd -P)"

python="$(tools/find_python.sh)" || exit 1
echo "Setting up: $("$python" --version), environment in .venv/, $(grep -c '==' "$lock") locked packages from $lock."
if [ -f .venv/home.txt ] && [ "$(cat .venv/home.txt)" != "$here" ]; then
  echo "This folder was moved since the environment was made; making it again."
  rm -rf .venv
fi
"$python" -m venv .venv
printf '%s\n' "$here" > .venv/home.txt

# What Python never loads need not be compiled; the rest it compiles the first time, on every core.
install() {
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --no-compile "$@"
}
if ! { install --require-hashes -r "$lock" && install --require-hashes -r requirements/build.txt; }; then
  echo "" >&2
  echo "The packages could not be installed (pip's words are above)." >&2
  echo "If it speaks of connections: check that this machine reaches the Python package registry your pip is set up for." >&2
  echo "If it speaks of hashes: what was downloaded is not what this project locked; do not work around it." >&2
  echo "Then run the same command again; it goes on where it stopped." >&2
  exit 1
fi
install --no-deps --no-build-isolation --no-index --editable .
touch ".venv/ready-$set_name"
