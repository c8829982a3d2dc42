//! Pictures are written anew, piece by piece and without decoding them: what shows the picture stays, what tells of place, device,
//! time and author goes, and so does whatever stands behind the picture's end. Nothing is held in memory but one buffer.

mod exif;
mod gif;
mod jpeg;
mod png;
#[cfg(test)]
mod tests;
mod webp;

use std::io::{BufRead, Read, Seek, Write};

use podskazka_shared::files::{FileKind, MAX_PIXELS, MAX_SIDE};

use super::kind::Refused;

/// Writes a picture anew.
///
/// # Errors
/// Refused when it is damaged, or larger than browsers of phones can show.
pub(super) fn rewrite(
    kind: FileKind,
    from: &mut impl BufRead,
    to: &mut (impl Write + Seek),
) -> Result<(), Refused> {
    match kind {
        FileKind::Jpeg => jpeg::rewrite(from, to),
        FileKind::Png => png::rewrite(from, to),
        FileKind::Webp => webp::rewrite(from, to),
        FileKind::Gif => gif::rewrite(from, to),
        FileKind::Pdf
        | FileKind::Text
        | FileKind::Csv
        | FileKind::Docx
        | FileKind::Xlsx
        | FileKind::Pptx
        | FileKind::Odt
        | FileKind::Ods
        | FileKind::Odp => Err(Refused::Kind),
    }
}

/// Refuses a picture that would take too much memory where it is shown.
fn check_size(width: u32, height: u32) -> Result<(), Refused> {
    if width == 0 || height == 0 {
        return Err(Refused::Kind);
    }
    match width <= MAX_SIDE && height <= MAX_SIDE && u64::from(width) * u64::from(height) <= MAX_PIXELS {
        true => Ok(()),
        false => Err(Refused::Pixels),
    }
}

/// The next bytes, all of them.
fn take<const N: usize>(from: &mut impl Read) -> Result<[u8; N], Refused> {
    let mut bytes = [0; N];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// So many bytes into memory: for the small pieces only.
fn take_some(from: &mut impl Read, size: usize) -> Result<Vec<u8>, Refused> {
    let mut bytes = vec![0; size];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// So many bytes as they are.
fn copy(from: &mut impl BufRead, to: &mut impl Write, size: u64) -> Result<(), Refused> {
    match std::io::copy(&mut from.take(size), to)? {
        copied if copied == size => Ok(()),
        _ => Err(Refused::Kind),
    }
}

/// So many bytes away.
fn skip(from: &mut impl BufRead, size: u64) -> Result<(), Refused> {
    copy(from, &mut std::io::sink(), size)
}
