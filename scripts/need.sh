# Sourced by the other scripts: goes to the project's root, and finds or installs what a step needs.
# Every check is cheap, so that a second `make run` does not wait for it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PATH="$PATH:$HOME/.cargo/bin"
target=${CARGO_TARGET_DIR:-target}
# A debug server finds the app in this folder only if it was there when the server was compiled.
mkdir -p frontend/dist

say() { printf '==> %s\n' "$*"; }
stop() { printf 'podskazka: %s\n' "$*" >&2; exit 2; }
has() { command -v "$1" >/dev/null 2>&1; }
has_package() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# need_packages <check>=<Debian package> …, where a check is a command, or a package's own name for one without commands
need_packages() {
    local pair missing=()
    for pair in "$@"; do
        has "${pair%%=*}" || has_package "${pair%%=*}" || missing+=("${pair##*=}")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    local command="apt-get install -y --no-install-recommends ${missing[*]}" root=()
    has apt-get || stop "missing: ${missing[*]} (Debian's names). Install them and try again."
    if [ "$(id -u)" != 0 ]; then
        # sudo may ask for a password only where somebody can answer.
        { has sudo && { [ -t 0 ] || sudo -n true 2>/dev/null; }; } || stop "missing. As root, run: $command"
        root=(sudo)
    fi
    say "installing ${missing[*]}"
    local apt=("${root[@]}" env DEBIAN_FRONTEND=noninteractive)
    # The lists may be missing or old, but updating them each time is slow.
    # shellcheck disable=SC2086
    "${apt[@]}" $command </dev/null || { "${apt[@]}" apt-get update && "${apt[@]}" $command </dev/null; } ||
        stop "apt-get failed. As root, run: $command"
}

need_rust() {
    has cargo || stop "Rust is missing. Get rustup: curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh"
    need_packages cc=gcc cc=libc6-dev
    # rust-toolchain.toml names the toolchain and the target; rustup fetches what it does not have.
    if [ ! -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown" ]; then
        has rustup || stop "rustc has no wasm32-unknown-unknown and there is no rustup to add it"
        say "adding Rust's target for WebAssembly"
        rustup target add wasm32-unknown-unknown
    fi
}

# need_node <lowest major version>
need_node() {
    need_packages node=nodejs npm=npm
    local version
    version=$(node --version)
    version=${version#v}
    [ "${version%%.*}" -ge "$1" ] && return
    # Debian's may be older; npm has Node.js as a package.
    [ -x "$target/node/node_modules/.bin/node" ] || {
        say "Node.js is ${version}, $1 is needed: installing a newer one into $target/node"
        npm --prefix "$target/node" install --no-audit --no-fund --loglevel=error node@22 </dev/null ||
            stop "Node.js is ${version}, at least $1 is needed: https://nodejs.org/"
    }
    PATH="$(realpath "$target/node/node_modules/.bin"):$PATH"
}

# need_npm <folder>: what its package-lock.json says; npm's own copy of the lock shows whether that was done.
need_npm() {
    [ "$1/node_modules/.package-lock.json" -nt "$1/package-lock.json" ] && return
    say "npm ci in $1"
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm --prefix "$1" ci --no-audit --no-fund --loglevel=error </dev/null
}

# need_python <name> <package==version> …: Debian's Python with these from PyPI, in a folder of its own; sets $python to it
need_python() {
    local folder=$target/python/$1
    shift
    python=$folder/bin/python
    [ "$(cat "$folder/packages" 2>/dev/null)" != "$*" ] || return 0
    need_packages python3=python3 python3-venv=python3-venv
    say "installing $* from PyPI into $folder"
    rm -rf "$folder"
    /usr/bin/python3 -m venv "$folder"
    "$folder/bin/pip" install --quiet --disable-pip-version-check "$@" </dev/null
    echo "$*" >"$folder/packages"
}

# The debug build of everything that runs on this machine. The packages are always named together and with the tests'
# feature, for otherwise Cargo would choose other features for shared dependencies, and compile those once more.
host_build() { cargo build --locked -p podskazka -p podskazka-bundle --features test-clock "$@"; }

# The browser app. Its dependencies compile beside the server's: the two have build folders of their own.
wasm_build() { cargo build --locked --target wasm32-unknown-unknown -p podskazka-app "$@"; }
