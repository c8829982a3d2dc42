//! Thousands of random edits of good tables: never a panic, never a result that breaks its own promises.

use std::collections::HashSet;

use super::*;

/// A small generator of the same numbers on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit.max(1)
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

const PIECES: &[&str] = &[
    "\t",
    ";",
    ",",
    "\n",
    "\r",
    "\"",
    "\"\"",
    "(",
    ")",
    " ",
    "\u{A0}",
    "-",
    "—",
    "8-10",
    "25-26",
    "9.00-11.00",
    ".",
    ":",
    "ПН",
    "ВТ",
    "\tСР",
    "ПТН1",
    "Соколова К.Д.",
    "ё",
    "0",
    "24:00",
    "\n\n",
    "№",
    "1",
    "и",
    "с",
    "до",
    "\u{0}",
    "\u{FFFD}",
    "\u{B}",
    "\u{2028}",
    "😀",
    "8-00 - 10-00",
    "\n\tПН\tВТ\n",
    "нет",
];

fn mutate(text: &mut Vec<char>, dice: &mut Dice) {
    let from = dice.below(text.len() + 1);
    let to = (from + dice.below(12)).min(text.len());
    match dice.below(5) {
        0 => drop(text.drain(from..to)),
        1 | 2 => drop(text.splice(from..from, dice.pick(PIECES).chars())),
        3 => drop(text.splice(from..to, dice.pick(PIECES).chars())),
        _ => {
            let copy: Vec<char> = text[from..to].to_vec();
            let at = dice.below(text.len() + 1);
            drop(text.splice(at..at, copy));
        }
    }
}

/// Whether the text was accepted.
fn keeps_its_promises(text: &str) -> bool {
    let result = parse(text);
    match &result {
        Err(errors) => {
            assert!(!errors.is_empty() && errors.len() <= 100, "{text:?}");
            for error in errors {
                assert!(error.found.chars().count() <= 80);
                assert!(
                    !error.text(crate::text::Lang::Ru).is_empty()
                        && !error.text(crate::text::Lang::En).is_empty()
                );
            }
        }
        Ok(table) => {
            assert!(!table.lines.is_empty(), "{text:?}");
            let count = u32::try_from(text.split(['\n', '\r']).count()).unwrap();
            let mut names = HashSet::new();
            let mut row = 0;
            for line in &table.lines {
                assert!(line.row > row && line.row <= count, "{text:?}");
                row = line.row;
                assert!(
                    names.insert(line.name.to_lowercase().replace([' ', '.'], "")),
                    "twice: {text:?}"
                );
                assert!(!line.hours.is_empty(), "no hours: {text:?}");
                for (index, hours) in line.hours.iter().enumerate() {
                    for other in &line.hours[..index] {
                        assert!(other < hours, "order: {text:?}");
                        assert!(
                            other.day != hours.day || !other.range.overlaps(hours.range),
                            "overlap: {text:?}"
                        );
                    }
                }
            }
        }
    }
    result.is_ok()
}

#[test]
fn random_edits_never_panic_and_never_pass_overlaps_or_doubles() {
    let mut dice = Dice(20_210_908);
    let mut accepted = 0;
    for round in 0..5_000 {
        let delimiter = dice.pick(&["\t", ";", ","]);
        let source = if round % 8 == 0 { ORDER } else { SCHEDULE };
        let mut text: Vec<char> = source.replace('\t', delimiter).chars().collect();
        for _ in 0..=dice.below(8) {
            mutate(&mut text, &mut dice);
        }
        let text: String = text.into_iter().collect();
        accepted += usize::from(keeps_its_promises(&text));
    }
    // If nothing were accepted, nothing would be tested.
    assert!((300..4_000).contains(&accepted), "{accepted}");
}

#[test]
fn random_pieces_never_panic() {
    let mut dice = Dice(7);
    for _ in 0..4_000 {
        let text: String = (0..dice.below(60)).map(|_| dice.pick(PIECES)).collect();
        keeps_its_promises(&text);
        keeps_its_promises(&format!("\tПН\tВТ\nСоколова К.Д.\t8-10\t\n{text}"));
    }
}

#[test]
fn an_edit_inside_one_row_never_makes_a_helper_disappear() {
    let mut dice = Dice(3);
    let sound = parse(SCHEDULE).unwrap();
    let names = [
        "Соколова",
        "Лебедев",
        "Ершова",
        "Журавлёв",
        "Синицына",
        "Воробьёва",
    ];
    for _ in 0..6_000 {
        let schedule = SCHEDULE.replace('\t', dice.pick(&["\t", ";", ","]));
        let mut lines: Vec<String> = schedule.lines().map(str::to_owned).collect();
        let edited = 1 + dice.below(6);
        // The name stays; what follows it is edited.
        let (name, cells) = lines[edited].split_once(')').unwrap();
        let (name, mut cells) = (name.to_owned(), cells.chars().collect());
        for _ in 0..=dice.below(3) {
            mutate(&mut cells, &mut dice);
        }
        lines[edited] = format!("{name}){}", cells.into_iter().collect::<String>());
        let text = lines.join("\n");
        if let Ok(table) = parse(&text) {
            for (index, name) in names.iter().enumerate() {
                let line = table.lines.iter().find(|line| line.name.starts_with(name));
                let line = line.unwrap_or_else(|| panic!("{name} lost: {text}"));
                // The rows around the edited one are read as before.
                assert!(
                    index + 1 == edited || line.hours == sound.lines[index].hours,
                    "{name} changed: {text}"
                );
            }
        }
    }
}

#[test]
fn long_and_repetitive_texts_are_read_in_reasonable_time() {
    for piece in [
        "\"\n",
        "\t\"",
        "a,ср\n",
        "\tПН\tВТ\n",
        ";;;;\n",
        "\"\"\"\t",
        "(,",
        "8-10\t",
        "Пн,\"",
        "Соколова К.Д.\t8-10\n",
    ] {
        for head in ["", "\tПН\tВТ\n", ",ПН,ВТ\n"] {
            let text = format!("{head}{}", piece.repeat(50_000 / piece.len()));
            keeps_its_promises(&text);
        }
    }
}
