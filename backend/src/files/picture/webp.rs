//! WebP: a RIFF file of chunks, whose length stands at its beginning and is written there last.

use std::io::{BufRead, Seek, SeekFrom, Write};

use super::{check_size, copy, exif, skip, take, take_some};
use crate::files::kind::Refused;

/// The most bytes of Exif data that are looked at.
const MOST_EXIF: u32 = 256 * 1024;
/// In the flags of the head: Exif data, and XMP.
const HAS_EXIF: u8 = 0x08;
const HAS_XMP: u8 = 0x04;

pub(super) fn rewrite(from: &mut impl BufRead, to: &mut (impl Write + Seek)) -> Result<(), Refused> {
    let (riff, size, webp): ([u8; 4], [u8; 4], [u8; 4]) = (take(from)?, take(from)?, take(from)?);
    if &riff != b"RIFF" || &webp != b"WEBP" {
        return Err(Refused::Kind);
    }
    let mut left = u32::from_le_bytes(size).checked_sub(4).ok_or(Refused::Kind)?;
    to.write_all(b"RIFF\0\0\0\0WEBP")?;
    let (mut written, mut flags, mut seen, mut turn) = (4_u32, None, false, None);
    while left >= 8 {
        let name: [u8; 4] = take(from)?;
        let size = u32::from_le_bytes(take(from)?);
        let padded = size.checked_add(size % 2).ok_or(Refused::Kind)?;
        // The last chunk of some programs lacks its padding in the length.
        left = left.checked_sub(8).ok_or(Refused::Kind)?;
        if size > left {
            return Err(Refused::Kind);
        }
        left = left.saturating_sub(padded);
        let head = match &name {
            b"VP8X" if size == 10 && flags.is_none() && !seen => {
                let mut head = take::<10>(from)?;
                let [bits, _, _, _, w1, w2, w3, h1, h2, h3] = head;
                check_size(
                    u32::from_le_bytes([w1, w2, w3, 0]) + 1,
                    u32::from_le_bytes([h1, h2, h3, 0]) + 1,
                )?;
                let bits = bits & !(HAS_EXIF | HAS_XMP);
                flags = Some(bits);
                if let Some(first) = head.first_mut() {
                    *first = bits;
                }
                head.to_vec()
            }
            b"VP8 " | b"VP8L" => {
                seen = true;
                frame(from, &name, size)?
            }
            b"ANMF" if size >= 24 && flags.is_some() => {
                seen = true;
                animated(from, to, size)?;
                written = grown(written, padded)?;
                continue;
            }
            b"ANIM" | b"ALPH" | b"ICCP" if flags.is_some() => Vec::new(),
            b"EXIF" if size <= MOST_EXIF && flags.is_some() => {
                let data = take_some(from, usize::try_from(size).map_err(|_| Refused::Kind)?)?;
                skip(from, u64::from(padded - size))?;
                let tiff = data.strip_prefix(b"Exif\0\0").unwrap_or(&data);
                turn = exif::orientation(tiff).filter(|value| *value != 1);
                continue;
            }
            _ => {
                skip(from, u64::from(padded))?;
                continue;
            }
        };
        chunk(to, name, size)?;
        to.write_all(&head)?;
        let rest = u64::from(padded) - u64::try_from(head.len()).unwrap_or(u64::MAX).min(padded.into());
        copy(from, to, rest)?;
        written = grown(written, padded)?;
    }
    if !seen {
        return Err(Refused::Kind);
    }
    if let (Some(turn), Some(bits)) = (turn, flags) {
        let data = exif::only(turn);
        let size = u32::try_from(data.len()).map_err(|_| Refused::Kind)?;
        chunk(to, *b"EXIF", size)?;
        to.write_all(&data)?;
        written = grown(written, size)?;
        // The head is the first chunk, and its flags stand first in it.
        to.seek(SeekFrom::Start(20))?;
        to.write_all(&[bits | HAS_EXIF])?;
    }
    to.seek(SeekFrom::Start(4))?;
    to.write_all(&written.to_le_bytes())?;
    to.seek(SeekFrom::End(0))?;
    Ok(())
}

fn grown(written: u32, padded: u32) -> Result<u32, Refused> {
    written
        .checked_add(8)
        .and_then(|sum| sum.checked_add(padded))
        .ok_or(Refused::Kind)
}

fn chunk(to: &mut impl Write, name: [u8; 4], size: u32) -> Result<(), Refused> {
    to.write_all(&name)?;
    Ok(to.write_all(&size.to_le_bytes())?)
}

/// The head of a picture, which tells how large it is.
fn frame(from: &mut impl BufRead, name: &[u8; 4], size: u32) -> Result<Vec<u8>, Refused> {
    match name {
        b"VP8L" if size > 5 => {
            let head: [u8; 5] = take(from)?;
            let [0x2f, a, b, c, d] = head else {
                return Err(Refused::Kind);
            };
            let bits = u32::from_le_bytes([a, b, c, d]);
            check_size((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1)?;
            Ok(head.to_vec())
        }
        b"VP8 " if size > 10 => {
            let head: [u8; 10] = take(from)?;
            let [_, _, _, 0x9d, 0x01, 0x2a, w1, w2, h1, h2] = head else {
                return Err(Refused::Kind);
            };
            let side = |low: u8, high: u8| u32::from(u16::from_le_bytes([low, high]) & 0x3fff);
            check_size(side(w1, w2), side(h1, h2))?;
            Ok(head.to_vec())
        }
        _ => Err(Refused::Kind),
    }
}

/// A picture of a moving one: its place, then chunks of its own, of which none may be anything but the picture.
fn animated(from: &mut impl BufRead, to: &mut impl Write, size: u32) -> Result<(), Refused> {
    chunk(to, *b"ANMF", size)?;
    copy(from, to, 16)?;
    let mut left = size - 16;
    while left >= 8 {
        let name: [u8; 4] = take(from)?;
        let inner = u32::from_le_bytes(take(from)?);
        let padded = inner.checked_add(inner % 2).ok_or(Refused::Kind)?;
        left = (left - 8).checked_sub(padded).ok_or(Refused::Kind)?;
        let head = match &name {
            b"VP8 " | b"VP8L" => frame(from, &name, inner)?,
            b"ALPH" => Vec::new(),
            _ => return Err(Refused::Kind),
        };
        chunk(to, name, inner)?;
        to.write_all(&head)?;
        copy(
            from,
            to,
            u64::from(padded) - u64::try_from(head.len()).unwrap_or(u64::MAX).min(padded.into()),
        )?;
    }
    match left {
        0 => copy(from, to, u64::from(size % 2)),
        _ => Err(Refused::Kind),
    }
}
