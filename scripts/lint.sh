#!/usr/bin/env bash
# All that can be said without running anything. Stops at the first complaint.
. "$(dirname "$0")/need.sh"
need_rust
cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1 || rustup component add rustfmt clippy

say "shell"
for script in scripts/*.sh e2e/*.sh .ci/run; do bash -n "$script"; done

say "format"
cargo fmt --all --check

# Without --all-targets first: so the server is seen as the release builds it, without what only tests switch on.
say "clippy: server"
cargo clippy --locked --workspace --exclude podskazka-app -- -D warnings
cargo clippy --locked --workspace --exclude podskazka-app --all-targets -- -D warnings
say "clippy: browser app"
cargo clippy --locked --target wasm32-unknown-unknown -p podskazka-app -- -D warnings

if has cargo-deny; then
    say "licences, bans, sources"
    cargo deny --log-level error check licenses bans sources
    # The database comes from GitHub; without it nothing can be said, which is no failure.
    if timeout 60 cargo deny --log-level error fetch db >/dev/null 2>&1; then
        say "advisories"
        cargo deny --log-level error --offline check advisories
    else
        say "advisories: skipped, the database is out of reach"
    fi
else
    say "licences, bans, sources, advisories: skipped, cargo-deny is not installed"
fi

if has node; then
    say "what is compiled twice"
    node scripts/twice.mjs
fi

if [ -x e2e/node_modules/.bin/tsc ]; then
    say "TypeScript"
    e2e/node_modules/.bin/tsc --noEmit -p e2e
else
    say "TypeScript: skipped, \`make test\` installs it"
fi
say "lint is done in $SECONDS s"
