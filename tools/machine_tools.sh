#!/bin/sh
# See that this machine has what the tests drive beside Python: a Chromium, LibreOffice and poppler's tools.
# Installs what is missing where that needs no question (Debian's apt-get, as root or with a sudo that asks nothing);
# otherwise says in plain words what to install.
set -eu
have() { command -v "$1" >/dev/null 2>&1; }

missing=""
packages=""
if [ -n "${FIVEFOLD_CHROMIUM:-}" ]; then
  if [ ! -x "$FIVEFOLD_CHROMIUM" ]; then
    echo "FIVEFOLD_CHROMIUM names '$FIVEFOLD_CHROMIUM', which is no program here. Correct it or leave it out." >&2
    exit 1
  fi
elif ! have chromium && ! have chromium-browser && ! have google-chrome; then
  missing="$missing, Chromium (the browser tests)"
  packages="$packages chromium fonts-liberation"
fi
if ! have soffice; then
  missing="$missing, LibreOffice Writer (the Word tests)"
  packages="$packages libreoffice-writer-nogui"
fi
if ! have pdftoppm || ! have pdftotext; then
  missing="$missing, poppler's tools (the PDF tests)"
  packages="$packages poppler-utils"
fi

# Debian packs Chromium's headless shell too: the same engine, which draws no window and takes half the time. Where it
# cannot be had, the browser itself is driven.
shell=""
if [ -z "${FIVEFOLD_CHROMIUM:-}" ] && ! have chromium-headless-shell; then
  shell=chromium-headless-shell
fi

as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo -n"
may_install() { have apt-get && { [ -z "$as_root" ] || sudo -n true 2>/dev/null; }; }
apt_get() { $as_root env DEBIAN_FRONTEND=noninteractive apt-get "$@"; }

if [ -n "$missing$shell" ] && may_install; then
  missing="${missing#, }"
  echo "Installing with apt-get what the tests drive: ${missing:-a Chromium that takes half the time}."
  log="$(mktemp)"
  # shellcheck disable=SC2086 # the packages are words of their own
  if { apt_get update && { [ -z "$packages" ] || apt_get install --yes --no-install-recommends $packages; }; } \
      >"$log" 2>&1; then
    missing=""
  else
    tail -n 20 "$log" >&2
    echo "apt-get could not install them (its last words are above)." >&2
  fi
  if [ -z "$missing" ] && [ -n "$shell" ] && ! apt_get install --yes --no-install-recommends $shell >"$log" 2>&1; then
    echo "There is no $shell here; the browser tests will take twice as long."
  fi
  rm -f "$log"
fi
[ -n "$missing" ] || exit 0

echo "" >&2
echo "The tests need what this machine does not have: ${missing#, }." >&2
echo "On Debian:  sudo apt-get install --no-install-recommends$packages" >&2
echo "Elsewhere, install the same programs; FIVEFOLD_CHROMIUM=/path/of/a/chromium names a browser that stands apart." >&2
echo "'make fast' runs the tests that need none of them." >&2
exit 1
