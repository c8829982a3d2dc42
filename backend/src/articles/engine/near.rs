//! What people type instead of a word: other letters, letters less or more, another keyboard.

/// The letters of the two keyboards, key by key.
const LATIN: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`";
const RUSSIAN: &str = "йцукенгшщзхъфывапролджэячсмитьбюё";
/// Latin letters that look like Russian ones.
const ALIKE: [(char, char); 14] = [
    ('a', 'а'),
    ('b', 'в'),
    ('c', 'с'),
    ('e', 'е'),
    ('h', 'н'),
    ('k', 'к'),
    ('m', 'м'),
    ('o', 'о'),
    ('p', 'р'),
    ('t', 'т'),
    ('x', 'х'),
    ('y', 'у'),
    ('3', 'з'),
    ('0', 'о'),
];

fn is_russian(c: char) -> bool {
    matches!(c, 'а'..='я' | 'ё')
}

/// A piece typed with the other keyboard on, small; none where it cannot have been.
pub fn other_keyboard(piece: &str) -> Option<String> {
    let small = piece.to_lowercase();
    let (from, to) = match small.chars().any(is_russian) {
        true => (RUSSIAN, LATIN),
        false => (LATIN, RUSSIAN),
    };
    let letters = small.chars().filter(|c| c.is_alphabetic()).count();
    let turn = |c: char| {
        from.chars()
            .zip(to.chars())
            .find(|(one, _)| *one == c)
            .map(|(_, other)| other)
    };
    let turned: String = small.chars().map(|c| turn(c).unwrap_or(c)).collect();
    (letters >= 2 && turned != small).then_some(turned)
}

/// A word of letters of both alphabets, with the Russian ones that its Latin ones look like.
pub fn one_alphabet(word: &str) -> Option<String> {
    let mixed = word.chars().any(is_russian) && word.chars().any(|c| c.is_ascii_alphanumeric());
    let turn = |c: char| {
        ALIKE
            .iter()
            .find(|(latin, _)| *latin == c)
            .map_or(c, |(_, other)| *other)
    };
    let turned: String = word.chars().map(turn).collect();
    (mixed && turned.chars().all(is_russian)).then_some(turned)
}

/// How many mistakes a word of this many letters may have.
pub const fn allowed(letters: usize) -> usize {
    match letters {
        0..=3 => 0,
        4..=6 => 1,
        _ => 2,
    }
}

/// Which letters a word has, for a first look: words that differ by a letter differ by two bits at most.
pub fn letters(word: &str) -> u64 {
    word.chars().fold(0, |all, c| all | 1 << (u32::from(c) % 64))
}

/// How many letters are wrong, missing, too many or changed places; none when more than `most`.
pub fn mistakes(one: &[char], other: &[char], most: usize) -> Option<usize> {
    if one.len().abs_diff(other.len()) > most {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (row, a) in one.iter().enumerate() {
        let mut this = Vec::with_capacity(last.len());
        this.push(row + 1);
        for (column, b) in other.iter().enumerate() {
            let at = |line: &[usize], place: usize| line.get(place).copied().unwrap_or(usize::MAX / 2);
            let mut least = (at(&last, column) + usize::from(a != b))
                .min(at(&last, column + 1) + 1)
                .min(at(&this, column) + 1);
            let swapped =
                row > 0 && column > 0 && one.get(row - 1) == Some(b) && other.get(column - 1) == Some(a);
            if swapped {
                least = least.min(at(&before, column - 1) + 1);
            }
            this.push(least);
        }
        if this.iter().min().is_none_or(|least| *least > most) {
            return None;
        }
        before = std::mem::replace(&mut last, this);
    }
    last.last().copied().filter(|found| *found <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_are_counted() {
        for (one, other, expected) in [
            ("пароль", "пароль", Some(0)),
            ("пароль", "пороль", Some(1)),
            ("пароль", "прль", Some(2)),
            ("пароль", "апроль", Some(1)),
            ("пароль", "парольь", Some(1)),
            ("пароль", "парад", None),
            ("", "аб", Some(2)),
        ] {
            let chars = |word: &str| word.chars().collect::<Vec<_>>();
            assert_eq!(mistakes(&chars(one), &chars(other), 2), expected, "{one} {other}");
        }
    }

    #[test]
    fn keyboards_and_alphabets_are_turned() {
        assert_eq!(other_keyboard("Gfhjkm").as_deref(), Some("пароль"));
        assert_eq!(other_keyboard(";ehyfk").as_deref(), Some("журнал"));
        assert_eq!(other_keyboard("зфыыцщкв").as_deref(), Some("password"));
        assert_eq!(other_keyboard("12"), None);
        assert_eq!(one_alphabet("пapoль").as_deref(), Some("пароль"));
        assert_eq!(one_alphabet("7а"), None);
        assert_eq!(one_alphabet("mark"), None);
    }
}
