#!/bin/sh
# Print the name of a Python that runs Fivefold (3.11 or newer, able to make environments), or say what to install.
# PYTHON=... names another; then no other is tried.
try() {
  # Some version managers put a command on the PATH for versions that are not there, so each one is run, not just found.
  "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}
set -- python3.11 python3.12 python3.13 python3.14 python3 python
[ -z "${PYTHON:-}" ] || set -- "$PYTHON"
for candidate in "$@"; do
  try "$candidate" || continue
  if ! "$candidate" -c 'import ensurepip, venv' 2>/dev/null; then
    version=$("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    echo "$candidate cannot make environments (its venv part is missing)." >&2
    echo "On Debian and Ubuntu: apt-get install python$version-venv, then run the same command again." >&2
    exit 1
  fi
  printf '%s\n' "$candidate"
  exit 0
done
if [ -n "${PYTHON:-}" ]; then
  echo "PYTHON names '$PYTHON', which is not a Python 3.11 or newer that runs here." >&2
else
  echo "Fivefold needs Python 3.11 or newer, and none was found (looked for python3.11 to python3.14, python3, python)." >&2
fi
echo "Install one, or name one: make PYTHON=/where/it/is/python3.11 demo" >&2
exit 1
