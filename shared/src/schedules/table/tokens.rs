//! Divides a cell of hours into times, dashes and words.

/// How a time was written; the style decides which neighbours it may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// `8`, `15`, `00`: an hour, or the minutes after a hyphen; the number of digits.
    Bare(usize),
    /// `8:30`, `8.30`, `8³⁰`.
    Clock,
    /// `830`, `1600`: what is left of raised minutes when a text is pasted.
    Compact,
}

/// The smallest piece of a cell that means something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    Time {
        hour: u16,
        minute: u16,
        style: Style,
    },
    /// A dash, or "до".
    Link,
    /// "с".
    Open,
    /// "ч.": says nothing new.
    Unit,
    /// Between ranges: a comma, a semicolon, "и".
    Separator,
    Junk,
}

/// A token with its bytes in the cell.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    pub(super) token: Token,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Whether the character is one of the many dashes.
pub(super) fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}'
    )
}

/// The digit that a raised one stands for: `8⁰⁰`.
fn raised(c: char) -> Option<char> {
    Some(match c {
        '⁰' => '0',
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        '⁴' => '4',
        '⁵' => '5',
        '⁶' => '6',
        '⁷' => '7',
        '⁸' => '8',
        '⁹' => '9',
        _ => return None,
    })
}

/// The tokens of a cell; spaces only divide.
pub(super) fn tokens(cell: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = cell;
    while let Some(first) = rest.chars().next() {
        let start = cell.len().saturating_sub(rest.len());
        let (token, length) = match first {
            c if c.is_whitespace() => (None, c.len_utf8()),
            c if c.is_ascii_digit() => {
                let (token, length) = time(rest);
                (Some(token), length)
            }
            c if is_dash(c) => (Some(Token::Link), run(rest, is_dash)),
            ',' | ';' | '/' | '+' | '|' => (Some(Token::Separator), 1),
            c if c.is_alphabetic() => {
                let (token, length) = word(rest);
                (Some(token), length)
            }
            c => (Some(Token::Junk), c.len_utf8()),
        };
        rest = rest.get(length..).unwrap_or_default();
        if let Some(token) = token {
            pieces.push(Piece {
                token,
                start,
                end: start.saturating_add(length),
            });
        }
    }
    pieces
}

/// The length in bytes of what starts the text and is all of one sort.
fn run(text: &str, sort: impl Fn(char) -> bool) -> usize {
    text.chars().take_while(|&c| sort(c)).map(char::len_utf8).sum()
}

fn word(rest: &str) -> (Token, usize) {
    let length = run(rest, char::is_alphabetic);
    let word = rest.get(..length).unwrap_or_default().to_lowercase();
    // The second "c" is Latin: the keys are the same.
    let token = match word.as_str() {
        "с" | "c" | "со" | "от" | "from" => Token::Open,
        "до" | "по" | "to" | "till" | "until" => Token::Link,
        "и" | "and" => Token::Separator,
        "ч" | "час" | "часа" | "часов" => Token::Unit,
        _ => Token::Junk,
    };
    let dot = token == Token::Unit && rest.get(length..).is_some_and(|rest| rest.starts_with('.'));
    (token, if dot { length.saturating_add(1) } else { length })
}

/// Reads a time at the start of the text. Minutes are always two digits: in `8.5` they could be 5, 50 or 30.
fn time(rest: &str) -> (Token, usize) {
    let digits = |text: &str| run(text, |c| c.is_ascii_digit());
    let number = |text: &str| text.parse::<u16>().ok();
    let length = digits(rest);
    let (hour, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
    let tail = after.strip_prefix([':', '.']).filter(|tail| digits(tail) > 0);
    let small: String = after.chars().map_while(raised).collect();
    let (minute, style, length) = match (tail, hour.len()) {
        (Some(tail), _) => {
            let size = digits(tail);
            (
                tail.get(..size),
                Style::Clock,
                length.saturating_add(1).saturating_add(size),
            )
        }
        (None, 1 | 2) if !small.is_empty() => {
            let size = run(after, |c| raised(c).is_some());
            (Some(small.as_str()), Style::Clock, length.saturating_add(size))
        }
        (None, 3 | 4) => (hour.get(hour.len().saturating_sub(2)..), Style::Compact, length),
        (None, size) => (Some("00"), Style::Bare(size), length),
    };
    let hour = if style == Style::Compact {
        hour.get(..hour.len().saturating_sub(2))
    } else {
        Some(hour)
    };
    let sound = hour.is_some_and(|hour| hour.len() <= 2) && minute.is_some_and(|minute| minute.len() == 2);
    match hour.and_then(number).zip(minute.and_then(number)) {
        Some((hour, minute)) if sound => (Token::Time { hour, minute, style }, length),
        _ => (Token::Junk, length),
    }
}
