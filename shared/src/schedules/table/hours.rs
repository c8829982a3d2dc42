//! Reads a cell of hours: `14.30-16.00`, `8-10; 15-16`, `с 8:00 до 10:00`, `8-00 – 10-00`, `800-1000`.

use super::super::week::{TimeError, TimeOfDay, TimeRange};
use super::error::TableErrorKind;
use super::tokens::{Piece, Style, Token, is_dash, tokens};

/// A piece of a cell that is not a range, and why.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BadHours {
    pub(super) found: String,
    pub(super) kind: TableErrorKind,
}

/// The ranges of a cell in the order of writing; a cell that says "none" has no ranges.
pub(super) fn ranges(cell: &str) -> Result<Vec<TimeRange>, Vec<BadHours>> {
    if is_none(cell) {
        return Ok(Vec::new());
    }
    let cell = cell.trim();
    let chains = chains(&tokens(cell.strip_suffix('.').unwrap_or(cell)));
    if chains.is_empty() {
        return Err(vec![BadHours {
            found: cell.to_owned(),
            kind: TableErrorKind::NotARange,
        }]);
    }
    let mut good = Vec::new();
    let mut bad = Vec::new();
    for chain in chains {
        match range(&chain) {
            Ok(range) => good.push(range),
            Err(kind) => {
                let bounds = chain
                    .first()
                    .zip(chain.last())
                    .map(|(first, last)| first.start..last.end);
                let found = bounds
                    .and_then(|bounds| cell.get(bounds))
                    .unwrap_or(cell)
                    .to_owned();
                bad.push(BadHours { found, kind });
            }
        }
    }
    if bad.is_empty() { Ok(good) } else { Err(bad) }
}

/// Whether the cell says that there are no hours.
pub(super) fn is_none(cell: &str) -> bool {
    let word = cell.trim().to_lowercase();
    word.chars().all(is_dash) || matches!(word.as_str(), "нет" | "no" | "none" | "выходной")
}

/// Whether the cell is nothing but good ranges, at least one.
pub(super) fn is_hours(cell: &str) -> bool {
    // The look at the length keeps the search for the table quick in a long text.
    cell.len() <= 512
        && cell.chars().any(|c| c.is_ascii_digit())
        && ranges(cell).is_ok_and(|ranges| !ranges.is_empty())
}

/// Whether the cell was probably meant to be hours: digits and hardly a letter.
pub(super) fn resembles_hours(cell: &str) -> bool {
    cell.chars().any(|c| c.is_ascii_digit())
        && cell.chars().filter(|c| c.is_alphabetic()).take(5).count() <= 4
        && cell.chars().any(|c| is_dash(c) || matches!(c, ':' | '.'))
}

/// Divides the tokens into what should be one range each. Two times without a dash between them are two ranges.
fn chains(pieces: &[Piece]) -> Vec<Vec<Piece>> {
    let mut chains: Vec<Vec<Piece>> = vec![Vec::new()];
    let mut last = Token::Separator;
    for piece in pieces {
        let is_time = matches!(piece.token, Token::Time { .. });
        let after_time = matches!(last, Token::Time { .. } | Token::Unit);
        if piece.token == Token::Separator || after_time && (is_time || piece.token == Token::Open) {
            chains.push(Vec::new());
        }
        if piece.token != Token::Separator
            && let Some(chain) = chains.last_mut()
        {
            chain.push(*piece);
        }
        last = piece.token;
    }
    chains.retain(|chain| !chain.is_empty());
    chains
}

fn range(chain: &[Piece]) -> Result<TimeRange, TableErrorKind> {
    let mut tokens: Vec<Token> = chain.iter().map(|piece| piece.token).collect();
    tokens.retain(|token| *token != Token::Unit);
    if tokens.first() == Some(&Token::Open) {
        tokens.remove(0);
    }
    let style = |token: &Token| {
        if let Token::Time { style, .. } = token {
            Some(*style)
        } else {
            None
        }
    };
    match tokens.as_slice() {
        [from, Token::Link, to] if style(from).is_some() && style(to).is_some() => {
            // `8-100` is more likely a slip than one o'clock, so raised minutes stand on both sides or on none.
            let compact = [from, to].map(|token| style(token) == Some(Style::Compact));
            if compact == [true, false] || compact == [false, true] {
                return Err(TableErrorKind::NotARange);
            }
            between(clock(from)?, clock(to)?)
        }
        [a, Token::Link, b, Token::Link, c, Token::Link, d] => with_hyphens([a, b, c, d]),
        tokens if tokens.contains(&Token::Junk) || tokens.contains(&Token::Open) => {
            Err(TableErrorKind::NotARange)
        }
        tokens if tokens.iter().filter(|token| style(token).is_some()).count() == 1 => {
            Err(TableErrorKind::HalfARange)
        }
        _ => Err(TableErrorKind::NotARange),
    }
}

/// `8-00 - 10-00`: hyphens before the minutes. But `9-10 - 11-12` can also be two ranges, and then nobody knows.
fn with_hyphens(tokens: [&Token; 4]) -> Result<TimeRange, TableErrorKind> {
    let bare = tokens.map(|token| {
        if let Token::Time {
            hour,
            style: Style::Bare(digits),
            ..
        } = token
        {
            Some((*hour, *digits))
        } else {
            None
        }
    });
    let [Some((a, _)), Some((b, 2)), Some((c, _)), Some((d, 2))] = bare else {
        return Err(TableErrorKind::NotARange);
    };
    if a < b && b <= 24 && c < d && d <= 24 {
        return Err(TableErrorKind::AmbiguousRange);
    }
    between(time_of_day(a, b)?, time_of_day(c, d)?)
}

fn clock(token: &Token) -> Result<TimeOfDay, TableErrorKind> {
    let Token::Time { hour, minute, .. } = token else {
        return Err(TableErrorKind::NotARange);
    };
    time_of_day(*hour, *minute)
}

fn time_of_day(hour: u16, minute: u16) -> Result<TimeOfDay, TableErrorKind> {
    TimeOfDay::from_clock(hour, minute).map_err(kind)
}

fn between(from: TimeOfDay, to: TimeOfDay) -> Result<TimeRange, TableErrorKind> {
    TimeRange::new(from, to).map_err(kind)
}

fn kind(error: TimeError) -> TableErrorKind {
    match error {
        TimeError::NotATime => TableErrorKind::NotARange,
        TimeError::HourOutOfDay => TableErrorKind::HourOutOfDay,
        TimeError::MinuteOutOfHour => TableErrorKind::MinuteOutOfHour,
        TimeError::EndsBeforeStart => TableErrorKind::EndsBeforeStart,
    }
}
