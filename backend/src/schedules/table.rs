//! Reading a table as people have it: text, or a file in one of the encodings of school computers.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use encoding_rs::{Encoding, WINDOWS_1251};
use podskazka_shared::check::{FieldError, FieldErrorKind};
use podskazka_shared::schedules::MAX_TABLE_BYTES;
use podskazka_shared::schedules::table::{self, Table, TableError};
use podskazka_shared::text::Lang;

use crate::problem::{Error, Result};

/// Where a table comes from.
#[derive(Debug, Clone, Copy)]
pub enum Source<'a> {
    Text(&'a str),
    /// A file in base64.
    Base64(&'a str),
    /// A file.
    Bytes(&'a [u8]),
}

impl<'a> Source<'a> {
    /// Out of a checked body, which has exactly one of the two.
    pub fn of(text: Option<&'a str>, file: Option<&'a str>) -> Self {
        match file {
            Some(file) => Self::Base64(file),
            None => Self::Text(text.unwrap_or_default()),
        }
    }

    /// Where it stands in the body.
    pub fn pointer(self) -> &'static str {
        match self {
            Self::Text(_) => "/text",
            Self::Base64(_) | Self::Bytes(_) => "/file",
        }
    }
}

/// Reads a table.
///
/// # Errors
/// `invalid` with every error of the table, by row and column, in words of this language.
pub fn read(source: Source<'_>, lang: Lang) -> Result<Table> {
    let pointer = source.pointer();
    let text = text(source, MAX_TABLE_BYTES)?;
    table::parse(&text).map_err(|errors| {
        Error::invalid(
            errors
                .iter()
                .map(|error| field_error(pointer, error, lang))
                .collect(),
        )
    })
}

/// The text of a table, whatever its encoding, of about so many letters at most: a Russian one takes two bytes.
///
/// # Errors
/// `invalid` when the file is not base64, or too long.
pub fn text(source: Source<'_>, max: usize) -> Result<String> {
    let pointer = source.pointer();
    let text = match source {
        Source::Text(text) => text.to_owned(),
        Source::Bytes(bytes) => decode(bytes),
        Source::Base64(file) => {
            let bytes = STANDARD
                .decode(file.trim())
                .map_err(|_| Error::field(pointer, FieldErrorKind::Malformed))?;
            decode(&bytes)
        }
    };
    if text.len() > max * 2 {
        let max = u32::try_from(max).unwrap_or(u32::MAX);
        return Err(Error::field(pointer, FieldErrorKind::TooLong { max }));
    }
    Ok(text)
}

fn field_error(pointer: &str, error: &TableError, lang: Lang) -> FieldError {
    FieldError {
        pointer: pointer.to_owned(),
        kind: FieldErrorKind::Table {
            code: error.kind.code().to_owned(),
        },
        detail: error.text(lang),
        row: error.row,
        column: error.column,
    }
}

/// Unicode with its mark, or UTF-8, or else Windows-1251.
fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding.decode(bytes).0.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => WINDOWS_1251.decode(bytes).0.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "\tПОН\tВТ\nСоколова К.Д. (администратор)\t8-10\t\n";

    #[test]
    fn every_encoding_of_school_computers_is_recognised() {
        let with_mark = [b"\xef\xbb\xbf".as_slice(), TABLE.as_bytes()].concat();
        let windows = WINDOWS_1251.encode(TABLE).0.into_owned();
        let wide: Vec<u8> = [0xfeff]
            .into_iter()
            .chain(TABLE.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        for bytes in [TABLE.as_bytes(), &with_mark, &windows, &wide] {
            let table = read(Source::Bytes(bytes), Lang::Ru).unwrap();
            assert_eq!(table.lines[0].name, "Соколова К.Д.");
        }
    }

    #[test]
    fn a_binary_file_is_an_error_at_the_file() {
        let error = read(
            Source::Bytes(&[0x50, 0x4b, 3, 4, 0, 0, 0, 0xff, 0xfe, 0]),
            Lang::Ru,
        )
        .unwrap_err();
        let fields = error.into_fields(Lang::Ru);
        assert_eq!(fields[0].pointer, "/file");
        assert_eq!(
            fields[0].kind,
            FieldErrorKind::Table {
                code: "binary".into()
            }
        );
        assert!(!fields[0].detail.is_empty());
    }
}
