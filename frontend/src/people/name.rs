//! Names as people write them in a hurry.

/// `Орлов Павел Игоревич` becomes `Орлов П. И.`; what is short already stays.
pub fn short(full: &str) -> String {
    let mut words = full.split_whitespace();
    let Some(surname) = words.next() else {
        return String::new();
    };
    let mut name = surname.to_owned();
    for word in words {
        match word.chars().next() {
            Some(initial) if !word.contains('.') => {
                name.push('\u{a0}');
                name.push(initial);
                name.push('.');
            }
            _ => {
                name.push('\u{a0}');
                name.push_str(word);
            }
        }
    }
    name
}

/// Two letters for a round badge.
pub fn initials(full: &str) -> String {
    full.split_whitespace()
        .take(2)
        .filter_map(|word| word.chars().next())
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_are_shortened_once() {
        assert_eq!(super::short("Орлов Павел Игоревич"), "Орлов\u{a0}П.\u{a0}И.");
        assert_eq!(super::short("Орлов П.И."), "Орлов\u{a0}П.И.");
        assert_eq!(super::short(""), "");
        assert_eq!(super::initials("Орлов Павел Игоревич"), "ОП");
    }
}
