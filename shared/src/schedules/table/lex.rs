//! From text to lines and cells: delimiters, quotation marks, odd spaces.

use std::iter::Peekable;
use std::str::Chars;

/// The delimiters of a table, the surest first: a tab hardly ever stands in prose, a comma always does.
pub(super) const DELIMITERS: [char; 3] = ['\t', ';', ','];

/// A quoted cell may not be longer; a stray quotation mark must not swallow the rest of the text.
const MAX_QUOTED_CHARS: usize = 8192;
const MAX_QUOTED_LINES: usize = 64;
/// After so many brackets that are never closed a line is no row, and looking for their ends would take long.
const MAX_UNCLOSED: u32 = 16;

/// One cell, cleaned.
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    pub(super) text: String,
    /// It stood in quotation marks.
    pub(super) quoted: bool,
    /// A space stood between it and the delimiter.
    pub(super) spaced: bool,
}

/// The cells of one row; a quoted cell can go on over several lines.
#[derive(Debug, Clone)]
pub(super) struct Record {
    /// The index of its first line.
    pub(super) line: usize,
    /// The index of the line after its last one.
    pub(super) end: usize,
    pub(super) cells: Vec<Cell>,
    /// A quotation mark was opened and not properly closed.
    pub(super) unclosed: bool,
}

impl Record {
    /// The text of a cell; a cell that is not there is empty.
    pub(super) fn text(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| cell.text.as_str())
    }

    pub(super) fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.text.is_empty())
    }
}

/// The lines of a text with LF, CRLF or CR endings.
pub(super) fn lines(text: &str) -> Vec<&str> {
    text.split('\n')
        .flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'))
        .collect()
}

/// Whether the text is no text: a NUL byte, or control and replacement characters in more than a tenth of it.
pub(super) fn is_binary(text: &str) -> bool {
    let odd = |c: char| c == '\u{FFFD}' || c.is_control() && !matches!(c, '\t'..='\r' | '\u{85}');
    text.contains('\0') || text.chars().filter(|&c| odd(c)).count() * 10 > text.chars().count()
}

/// Makes odd spaces plain, in-cell line breaks of word processors `\n`, and drops what has no width; trims.
pub(super) fn clean(text: &str) -> String {
    let plain = text.chars().filter_map(|c| match c {
        // Soft hyphen, zero-width characters, marks of direction, byte order mark.
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}' => None,
        '\t' | '\n' => Some(c),
        '\r' | '\u{B}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        c if c.is_whitespace() => Some(' '),
        c => Some(c),
    });
    plain.collect::<String>().trim().to_owned()
}

/// The text in one line with single spaces.
pub(super) fn tidy(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Reads the row that starts at a line. A line that is not there is one empty cell.
pub(super) fn record(lines: &[&str], line: usize, delimiter: char) -> Record {
    let mut cursor = Cursor::new(lines, line, delimiter);
    let mut cells = Vec::new();
    let mut unclosed = false;
    loop {
        let spaced = cursor.skip_spaces();
        let cell = match cursor.quoted() {
            Quoted::Closed(text) => Cell {
                text: clean(&text),
                quoted: true,
                spaced,
            },
            quoted @ (Quoted::No | Quoted::Open) => {
                unclosed |= matches!(quoted, Quoted::Open);
                Cell {
                    text: clean(&cursor.plain()),
                    quoted: false,
                    spaced,
                }
            }
        };
        cells.push(cell);
        // Both readers stop at the delimiter or at the end of the line.
        if cursor.chars.next().is_none() {
            return Record {
                line,
                end: cursor.line.saturating_add(1),
                cells,
                unclosed,
            };
        }
    }
}

/// How a cell that could be quoted turned out.
enum Quoted {
    /// It does not start with a quotation mark, or that mark is part of a word.
    No,
    /// Properly quoted.
    Closed(String),
    /// Opened and not closed, or closed on another line in the middle of a word.
    Open,
}

/// A place in the text; cheap to copy, so that a reading can be tried and taken back.
#[derive(Clone)]
struct Cursor<'a> {
    lines: &'a [&'a str],
    line: usize,
    delimiter: char,
    chars: Peekable<Chars<'a>>,
    /// Brackets of this line that turned out to be never closed.
    unclosed: u32,
}

impl<'a> Cursor<'a> {
    fn new(lines: &'a [&'a str], line: usize, delimiter: char) -> Self {
        let chars = lines.get(line).copied().unwrap_or_default().chars().peekable();
        Self {
            lines,
            line,
            delimiter,
            chars,
            unclosed: 0,
        }
    }

    fn skip_spaces(&mut self) -> bool {
        let delimiter = self.delimiter;
        let mut spaced = false;
        while self
            .chars
            .next_if(|&c| c != delimiter && (c.is_whitespace() || c == '\u{FEFF}'))
            .is_some()
        {
            spaced = true;
        }
        spaced
    }

    /// Takes a quoted cell; otherwise stays where it is.
    fn quoted(&mut self) -> Quoted {
        let start = self.clone();
        if self.chars.next_if_eq(&'"').is_none() {
            return Quoted::No;
        }
        let text = self.until_quote();
        let whole = text.is_some() && {
            self.skip_spaces();
            self.chars.peek().is_none_or(|&c| c == self.delimiter)
        };
        let same_line = self.line == start.line;
        match text {
            Some(text) if whole => Quoted::Closed(text),
            text => {
                *self = start;
                // `"ЭлЖур" (администратор)` is a plain cell whose first word is quoted.
                if text.is_some() && same_line {
                    Quoted::No
                } else {
                    Quoted::Open
                }
            }
        }
    }

    /// The text up to the closing quotation mark, which is taken too; a doubled mark stands for itself.
    fn until_quote(&mut self) -> Option<String> {
        let mut text = String::new();
        let last_line = self.line.saturating_add(MAX_QUOTED_LINES);
        for _ in 0..MAX_QUOTED_CHARS {
            match self.chars.next() {
                Some('"') if self.chars.next_if_eq(&'"').is_some() => text.push('"'),
                Some('"') => return Some(text),
                Some(c) => text.push(c),
                None if self.line.saturating_add(1) < self.lines.len() && self.line < last_line => {
                    let delimiter = self.delimiter;
                    *self = Self::new(self.lines, self.line.saturating_add(1), delimiter);
                    text.push('\n');
                }
                None => return None,
            }
        }
        None
    }

    /// Takes a cell without quotation marks.
    ///
    /// In CSV a delimiter inside brackets does not divide, because posts are listed there:
    /// `Соколова К.Д. (учитель, методист)`. A bracket that is never closed protects nothing.
    fn plain(&mut self) -> String {
        let mut text = String::new();
        let mut depth = 0_u32;
        let mut unprotected = None;
        while let Some(&c) = self.chars.peek() {
            if c == self.delimiter {
                if depth == 0 {
                    return text;
                }
                if unprotected.is_none() {
                    unprotected = Some((self.clone(), text.len()));
                }
            }
            match c {
                '(' if self.delimiter != '\t' && self.unclosed < MAX_UNCLOSED => {
                    depth = depth.saturating_add(1)
                }
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            text.push(c);
            self.chars.next();
        }
        if let (Some((place, length)), true) = (unprotected, depth > 0) {
            *self = place;
            self.unclosed = self.unclosed.saturating_add(1);
            text.truncate(length);
        }
        text
    }
}
