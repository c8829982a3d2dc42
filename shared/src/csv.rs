//! Tables for spreadsheets. What people typed must not become a formula in somebody's Excel.

use std::borrow::Cow;

/// What a file begins with, so that Excel reads it as UTF-8.
pub const BOM: &str = "\u{feff}";

/// Excel in Russia parts cells at semicolons: the comma is its decimal point.
const SEPARATOR: char = ';';

/// A text that a spreadsheet will show and never run: what begins like a formula gets an apostrophe in front. For every
/// cell of every export, CSV or XLSX, that holds what people typed.
pub fn harmless(text: &str) -> Cow<'_, str> {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => {
            Cow::Owned(format!("'{text}"))
        }
        _ => Cow::Borrowed(text),
    }
}

/// Appends a row with its end of line.
pub fn push_row<'a>(to: &mut String, cells: impl IntoIterator<Item = &'a str>) {
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            to.push(SEPARATOR);
        }
        let cell = harmless(cell);
        let quoted = |c: char| matches!(c, '"' | '\n' | '\r' | ',') || c == SEPARATOR;
        if cell.contains(quoted) {
            to.push('"');
            to.push_str(&cell.replace('"', "\"\""));
            to.push('"');
        } else {
            to.push_str(&cell);
        }
    }
    to.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_never_begins_like_a_formula() {
        for (text, cell) in [
            ("", ""),
            ("Орлов", "Орлов"),
            ("7А", "7А"),
            ("a=b", "a=b"),
            (" =1", " =1"),
            ("=1+1", "'=1+1"),
            ("+7 495", "'+7 495"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("\n=1", "'\n=1"),
            ("＝1", "'＝1"),
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ] {
            assert_eq!(harmless(text), cell, "{text:?}");
        }
    }

    #[test]
    fn cells_are_parted_and_quoted() {
        let mut text = String::new();
        push_row(&mut text, ["a", "b;c", "say \"x\"", "two\nlines", "=1;2", ""]);
        push_row(&mut text, []);
        assert_eq!(
            text,
            "a;\"b;c\";\"say \"\"x\"\"\";\"two\nlines\";\"'=1;2\";\r\n\r\n"
        );
    }
}
