//! Plain text: readable from the first byte to the last, and no markup that a browser might run.

use std::io::BufRead;

use podskazka_shared::files::FileKind;

use super::kind::Refused;

/// How much of the beginning is searched for markup: more than browsers look at.
const LOOKED_AT: usize = 4096;
/// What tells of markup or of a script wherever it stands in the beginning.
const MARKUP: &[&[u8]] = &[
    b"<!doctype",
    b"<html",
    b"<head",
    b"<body",
    b"<script",
    b"<svg",
    b"<iframe",
    b"<?xml",
    b"<?php",
    b"mime-version:",
];
/// What tells of another kind of file that is written in letters.
const OTHERS: &[&[u8]] = &[b"{\\rtf", b"#!", b"%!ps", b"<", b"@echo"];

/// Whether it is a text or a table: the name tells one from the other.
pub(super) fn kind(from: &mut impl BufRead, name: &str) -> Result<FileKind, Refused> {
    let (mut start, mut utf8, mut cyrillic) = (Vec::new(), Utf8::default(), true);
    loop {
        let buffer = from.fill_buf()?;
        if buffer.is_empty() {
            break;
        }
        if start.len() < LOOKED_AT {
            let wanted = LOOKED_AT - start.len();
            start.extend(buffer.iter().take(wanted));
        }
        if buffer.iter().any(|byte| is_control(*byte)) {
            return Err(Refused::Kind);
        }
        utf8.take(buffer);
        // The one byte that means nothing in Windows-1251.
        cyrillic = cyrillic && !buffer.contains(&0x98);
        let read = buffer.len();
        from.consume(read);
        if !utf8.sound && !cyrillic {
            return Err(Refused::Kind);
        }
    }
    if start.is_empty() || is_markup(&start) || !(utf8.is_whole() || cyrillic) {
        return Err(Refused::Kind);
    }
    let is_table = name.trim_end().to_lowercase().ends_with(".csv");
    Ok(if is_table { FileKind::Csv } else { FileKind::Text })
}

fn is_control(byte: u8) -> bool {
    matches!(byte, 0..=8 | 11 | 14..=31 | 127)
}

fn is_markup(start: &[u8]) -> bool {
    let small = start.to_ascii_lowercase();
    let text = small
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(&small)
        .trim_ascii_start();
    let holds = |word: &&[u8]| text.windows(word.len()).any(|part| part == *word);
    OTHERS.iter().any(|word| text.starts_with(word)) || MARKUP.iter().any(holds)
}

/// Whether bytes that come in pieces are UTF-8.
struct Utf8 {
    sound: bool,
    /// The bytes of a character that goes on in the next piece.
    open: Vec<u8>,
}

impl Default for Utf8 {
    fn default() -> Self {
        Self {
            sound: true,
            open: Vec::new(),
        }
    }
}

impl Utf8 {
    fn take(&mut self, piece: &[u8]) {
        let mut piece = piece;
        while self.sound && !self.open.is_empty() && !piece.is_empty() {
            let Some((first, rest)) = piece.split_first() else {
                return;
            };
            self.open.push(*first);
            piece = rest;
            match std::str::from_utf8(&self.open) {
                Ok(_) => self.open.clear(),
                Err(error) if error.error_len().is_some() => self.sound = false,
                Err(_) => {}
            }
        }
        if !self.sound || piece.is_empty() {
            return;
        }
        if let Err(error) = std::str::from_utf8(piece) {
            match error.error_len() {
                Some(_) => self.sound = false,
                None => self.open = piece.get(error.valid_up_to()..).unwrap_or_default().to_vec(),
            }
        }
    }

    fn is_whole(&self) -> bool {
        self.sound && self.open.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    fn of(bytes: &[u8], name: &str, piece: usize) -> Option<FileKind> {
        kind(&mut BufReader::with_capacity(piece, bytes), name).ok()
    }

    #[test]
    fn a_text_is_utf8_or_windows_1251_in_pieces_of_any_size() {
        let text = "Ошибка 403: нет доступа 🙂\r\n";
        let (old, ..) = encoding_rs::WINDOWS_1251.encode("Ошибка 403: нет доступа\r\n");
        for piece in 1..12 {
            assert_eq!(of(text.as_bytes(), "a.txt", piece), Some(FileKind::Text));
            assert_eq!(of(text.as_bytes(), "a.CSV", piece), Some(FileKind::Csv));
            assert_eq!(of(&old, "a.log", piece), Some(FileKind::Text));
            assert_eq!(of(b"\x98\xff", "a.txt", piece), None);
            assert_eq!(of(b"a\x00b", "a.txt", piece), None);
        }
        assert_eq!(of(b"MZ\x90\x00\x03", "a.txt", 64), None);
    }

    #[test]
    fn markup_is_no_text() {
        for markup in [
            "<html><script>alert(1)</script>",
            "\u{feff}  <!DOCTYPE html>",
            "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            "слова <SCRIPT>alert(1)</SCRIPT>",
            "<?xml version='1.0'?><a/>",
            "<a href=x>",
            "#!/bin/sh\nrm -rf /",
            "{\\rtf1 x}",
            "From: a\r\nMIME-Version: 1.0\r\n",
        ] {
            assert_eq!(of(markup.as_bytes(), "a.txt", 64), None, "{markup}");
        }
        for text in ["a < b", "я 3 <= 4", "x"] {
            assert_eq!(of(text.as_bytes(), "a.txt", 64), Some(FileKind::Text), "{text}");
        }
        assert_eq!(of(b"", "a.txt", 64), None);
    }
}
