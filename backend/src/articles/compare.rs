//! What differs between two texts: whole lines, and in lines that are there in both the words.

use std::time::Duration;

use podskazka_shared::articles::editions::{DiffLine, DiffPart, LineKind};
use similar::{Algorithm, ChangeTag, TextDiff};

/// How long the shortest difference is looked for; a longer one does too.
const PATIENCE: Duration = Duration::from_millis(300);

/// The lines of both texts, the removed before the added.
pub(super) fn compared(before: &str, after: &str) -> Vec<DiffLine> {
    // The last line ends as the others do, or it would differ by that alone.
    let whole = |text: &str| match text.is_empty() || text.ends_with('\n') {
        true => text.to_owned(),
        false => format!("{text}\n"),
    };
    let (before, after) = (whole(before), whole(after));
    let diff = TextDiff::configure()
        .algorithm(Algorithm::Patience)
        .timeout(PATIENCE)
        .diff_lines(&before, &after);
    let changes = diff.ops().iter().flat_map(|op| diff.iter_inline_changes(op));
    let line = |change: similar::InlineChange<'_, str>| DiffLine {
        kind: match change.tag() {
            ChangeTag::Equal => LineKind::Same,
            ChangeTag::Delete => LineKind::Removed,
            ChangeTag::Insert => LineKind::Added,
        },
        parts: change
            .iter_strings_lossy()
            .map(|(changed, text)| DiffPart {
                text: text.trim_end_matches(['\r', '\n']).to_owned(),
                changed,
            })
            .filter(|part| !part.text.is_empty())
            .collect(),
    };
    changes.map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(before: &str, after: &str) -> Vec<String> {
        let part = |part: &DiffPart| match part.changed {
            true => format!("[{}]", part.text),
            false => part.text.clone(),
        };
        let line = |line: &DiffLine| {
            let sign = match line.kind {
                LineKind::Same => ' ',
                LineKind::Removed => '-',
                LineKind::Added => '+',
            };
            format!("{sign}{}", line.parts.iter().map(part).collect::<String>())
        };
        compared(before, after).iter().map(line).collect()
    }

    #[test]
    fn words_that_differ_are_marked_in_lines_that_are_there_in_both() {
        assert_eq!(
            told(
                "Откройте сайт журнала.\nВойдите.",
                "Откройте приложение журнала.\nВойдите.\nГотово."
            ),
            [
                "-Откройте [сайт] журнала.",
                "+Откройте [приложение] журнала.",
                " Войдите.",
                "+Готово."
            ]
        );
        assert_eq!(told("", "Новое"), ["+Новое"]);
        assert_eq!(told("Старое", ""), ["-Старое"]);
        assert_eq!(told("", ""), Vec::<String>::new());
        assert_eq!(told("То же\n", "То же"), [" То же"]);
    }

    #[test]
    fn two_long_texts_without_a_line_in_common_are_compared_in_time() {
        let many = |word: &str| {
            (0..7_000)
                .map(|n| format!("{word}{}\n", n % 97))
                .collect::<String>()
        };
        let began = std::time::Instant::now();
        let lines = compared(&many("a"), &many("b"));
        assert_eq!(lines.len(), 14_000);
        assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    }
}
