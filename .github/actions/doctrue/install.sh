#!/usr/bin/env bash
# Installs a release of doctrue into the runner's temporary folder, after its checksum was compared. DOCTRUE_RELEASES stands
# for the place of the releases, for mirrors and tests.
set -euo pipefail

fail() {
    printf 'doctrue: %s\n' "$1" >&2
    exit 2
}

version=${INPUT_VERSION#v}
case "$version" in
    *[!0-9A-Za-z.+-]* | '') fail 'the version must look like 1.2.3' ;;
esac

case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) target=x86_64-unknown-linux-gnu ;;
    Linux-aarch64 | Linux-arm64) target=aarch64-unknown-linux-gnu ;;
    Darwin-x86_64) target=x86_64-apple-darwin ;;
    Darwin-arm64) target=aarch64-apple-darwin ;;
    MINGW*-x86_64 | MSYS*-x86_64) target=x86_64-pc-windows-msvc ;;
    *) fail "there is no release for $(uname -sm)" ;;
esac
case "$target" in
    *windows*) archive=doctrue-$target.zip program=doctrue.exe ;;
    *) archive=doctrue-$target.tgz program=doctrue ;;
esac

folder=${RUNNER_TEMP:-${TMPDIR:-/tmp}}/doctrue-$version
releases=${DOCTRUE_RELEASES:-https://github.com/doctrue/doctrue/releases/download}
mkdir -p "$folder"
cd "$folder"
for file in "$archive" "$archive.sha256"; do
    curl --fail --silent --show-error --location --retry 3 --output "$file" "$releases/v$version/$file" ||
        fail "cannot download $file of version $version"
done

# The checksum's file names its archive, and only that one may be compared.
read -r expected name <"$archive.sha256" || true
if command -v sha256sum >/dev/null; then actual=$(sha256sum "$archive"); else actual=$(shasum -a 256 "$archive"); fi
if [ "${name#\*}" != "$archive" ] || [ "${actual%% *}" != "$expected" ]; then
    fail "$archive is not what its checksum says"
fi

case "$archive" in
    *.zip) unzip -oq "$archive" ;;
    *) tar -xzf "$archive" ;;
esac
executable=$folder/doctrue-$target/$program
[ -x "$executable" ] || fail "$archive holds no $program"
"$executable" --version
if [ -n "${GITHUB_OUTPUT:-}" ]; then
    printf 'executable=%s\n' "$executable" >>"$GITHUB_OUTPUT"
fi
