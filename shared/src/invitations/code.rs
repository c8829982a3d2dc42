//! The one-time code of a slip: 80 random bits in letters that nobody mixes up.

/// How many random bytes a code holds.
pub const BYTES: usize = 10;
/// How many letters a code has.
const LENGTH: usize = 16;
/// Without I, L, O and U: they look like others, or make words.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A code in its one written form: sixteen letters without spaces.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Code(String);

/// A code opens an account: it never gets into a log.
impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code")
    }
}

impl Code {
    /// The code that holds these bytes.
    pub fn of(bytes: [u8; BYTES]) -> Self {
        let mut code = String::with_capacity(LENGTH);
        let (mut bits, mut held) = (0_u32, 0_u32);
        for byte in bytes {
            bits = (bits << 8) | u32::from(byte);
            held += 8;
            while held >= 5 {
                held -= 5;
                let letter = usize::try_from((bits >> held) & 31).unwrap_or_default();
                code.extend(LETTERS.get(letter).copied().map(char::from));
            }
        }
        Self(code)
    }

    /// Reads what somebody typed: small letters, spaces, hyphens, and letters of the other keyboard that look the same.
    pub fn read(typed: &str) -> Option<Self> {
        let mut code = String::with_capacity(LENGTH);
        for letter in typed.chars() {
            match letter {
                ' ' | '\u{a0}' | '\t' | '\n' | '\r' | '-' | '‐' | '‑' | '–' | '—' | '#' => continue,
                other => code.push(one(other)?),
            }
            if code.len() > LENGTH {
                return None;
            }
        }
        (code.len() == LENGTH).then_some(Self(code))
    }

    /// The sixteen letters.
    pub fn value(&self) -> &str {
        &self.0
    }

    /// As it is printed: in groups of four.
    pub fn grouped(&self) -> String {
        let mut out = String::with_capacity(LENGTH + 3);
        for (place, letter) in self.0.chars().enumerate() {
            if place > 0 && place % 4 == 0 {
                out.push('-');
            }
            out.push(letter);
        }
        out
    }
}

/// The letter of a code that somebody meant.
fn one(typed: char) -> Option<char> {
    let large = typed.to_uppercase().next()?;
    let meant = match large {
        'O' | 'О' => '0',
        'I' | 'L' | 'І' => '1',
        'А' => 'A',
        'В' => 'B',
        'С' => 'C',
        'Е' | 'Ё' => 'E',
        'З' => '3',
        'К' => 'K',
        'М' => 'M',
        'Н' => 'H',
        'Р' => 'P',
        'Т' => 'T',
        'Х' => 'X',
        'У' => 'Y',
        other => other,
    };
    LETTERS.contains(&u8::try_from(meant).ok()?).then_some(meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_is_printed_and_as_it_is_typed() {
        let code = Code::of([0, 255, 17, 34, 51, 68, 85, 102, 119, 136]);
        assert_eq!(code.value().len(), 16);
        assert_eq!(code.grouped().len(), 19);
        assert_eq!(Code::read(&code.grouped()), Some(code.clone()));
        assert_eq!(
            Code::read(&format!(" #{} ", code.grouped().to_lowercase())),
            Some(code)
        );
        // A Russian keyboard, and letters that a code does not have.
        let typed = Code::read("АВСЕ КМНР ТХУ0 oil3").unwrap();
        assert_eq!(typed.grouped(), "ABCE-KMHP-TXY0-0113");
        for typed in [
            "",
            "ABCD",
            "ABCD-EFGH-JKMN-PQR",
            "ABCD-EFGH-JKMN-PQRST",
            "ABCD-EFGH-JKMN-PQRЩ",
            "ABCD-EFGH-JKMN-PQR\u{0}",
        ] {
            assert_eq!(Code::read(typed), None, "{typed:?}");
        }
    }

    #[test]
    fn every_bit_counts() {
        let zero = Code::of([0; BYTES]);
        for bit in 0..80 {
            let mut bytes = [0; BYTES];
            bytes[bit / 8] = 1 << (bit % 8);
            assert_ne!(Code::of(bytes), zero, "{bit}");
        }
        assert_eq!(Code::of([255; BYTES]).value(), "ZZZZZZZZZZZZZZZZ");
    }
}
