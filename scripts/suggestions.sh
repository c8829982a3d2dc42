#!/usr/bin/env bash
# Prints where the right material stands for each question, and how many stand among the first three. Another file of questions may be named: the question,
# the name of the material in backend/src/articles/starter, and who asks (parent, student, teacher), parted by tabs.
. "$(dirname "$0")/need.sh"
need_rust
if [ $# -gt 0 ]; then
    PODSKAZKA_QUESTIONS=$(realpath "$1")
    export PODSKAZKA_QUESTIONS
fi
cargo test --quiet --locked -p podskazka --features test-clock --lib the_right_article_is_among_the_first_three -- --nocapture
