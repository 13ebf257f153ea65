#!/usr/bin/env bash
# Installs the Debian packages it is given, when they are missing; says in one line what it cannot.
set -u
missing=()
for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0
command -v apt-get >/dev/null || { echo "needed and missing: ${missing[*]} (install them with your system's package manager)" >&2; exit 1; }
sudo=""; [ "$(id -u)" -eq 0 ] || sudo="sudo"
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -qq >/dev/null 2>&1
$sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null 2>&1 \
    || { echo "could not install: ${missing[*]} (try: apt-get install ${missing[*]})" >&2; exit 1; }
