//! Telephone numbers as people type them.

/// The fewest digits of a number: short ones are of a small town.
const FEWEST: usize = 5;
/// The most digits (E.164).
const MOST: usize = 15;

/// What is dialled: the digits of the first number in a text, with the plus before them; none when there is no number.
pub fn dial(text: &str) -> Option<String> {
    let number = |c: char| c.is_ascii_digit() || " \u{a0}()-–‑.".contains(c);
    let mut rest = text;
    loop {
        let (_, from) = rest.split_at_checked(rest.find(|c: char| c == '+' || c.is_ascii_digit())?)?;
        let (plus, from) = match from.strip_prefix('+') {
            Some(from) => ("+", from),
            None => ("", from),
        };
        let end = from.find(|c: char| !number(c)).unwrap_or(from.len());
        let (run, after) = from.split_at_checked(end)?;
        let digits: String = run.chars().filter(char::is_ascii_digit).collect();
        if (FEWEST..=MOST).contains(&digits.len()) {
            return Some(format!("{plus}{digits}"));
        }
        rest = after;
    }
}

/// What two ways of writing one number have in common: in Russia 8 and +7 are the same.
pub fn same_line(phone: &str) -> String {
    let dialled = dial(phone).unwrap_or_default();
    let digits = dialled.trim_start_matches('+');
    match (digits.len(), digits.strip_prefix(['7', '8'])) {
        (11, Some(rest)) => rest.to_owned(),
        _ => digits.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_in_what_people_type() {
        for (text, dialled) in [
            ("+7 (900) 123-45-67", Some("+79001234567")),
            ("8 900 123 45 67, Ольга, после 18:00", Some("89001234567")),
            ("доб. 12, 4-12-34", Some("41234")),
            ("2-34-56", Some("23456")),
            ("12-34", None),
            ("+", None),
            ("1234567890123456", None),
            ("позвоните", None),
            ("", None),
        ] {
            assert_eq!(dial(text).as_deref(), dialled, "{text}");
        }
    }

    #[test]
    fn one_line_is_written_in_many_ways() {
        let lines = ["+7 900 123-45-67", "89001234567", "(900) 123.45.67"];
        assert!(lines.iter().all(|line| same_line(line) == "9001234567"));
        assert_ne!(same_line("+8 6 900 123 45 67"), same_line("+7 900 123-45-67"));
        assert_eq!(same_line("2-34-56"), "23456");
    }
}
