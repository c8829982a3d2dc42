//! JPEG: a row of segments, then the picture itself between them.

use std::io::{BufRead, Write};

use super::{check_size, copy, exif, skip, take, take_some};
use crate::files::kind::Refused;

/// Colour profiles may be long, but not for ever.
const MOST_PROFILE: usize = 4 * 1024 * 1024;

pub(super) fn rewrite(from: &mut impl BufRead, to: &mut impl Write) -> Result<(), Refused> {
    if take(from)? != [0xff, 0xd8] {
        return Err(Refused::Kind);
    }
    to.write_all(&[0xff, 0xd8])?;
    let (mut framed, mut scanned, mut turned, mut profile) = (false, false, false, 0);
    let mut next = None;
    loop {
        let marker = match next.take() {
            Some(marker) => marker,
            None => marker(from)?,
        };
        match marker {
            // The end: what follows is no picture.
            0xd9 if framed && scanned => {
                to.write_all(&[0xff, 0xd9])?;
                return Ok(());
            }
            // What the application wrote (APP1 and its like), and comments.
            0xe0..=0xef | 0xfe => {
                let data = segment(from)?;
                if let Some(kept) = kept(marker, &data, &mut turned) {
                    profile += if marker == 0xe2 { kept.len() } else { 0 };
                    if profile > MOST_PROFILE {
                        return Err(Refused::Kind);
                    }
                    write(to, kept.marker(marker), &kept)?;
                }
            }
            // A frame: how large the picture is.
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                let data = segment(from)?;
                let (Some([_, h1, h2, w1, w2, ..]), false) = (data.first_chunk::<6>(), framed) else {
                    return Err(Refused::Kind);
                };
                let side = |high: u8, low: u8| u32::from(u16::from_be_bytes([high, low]));
                check_size(side(*w1, *w2), side(*h1, *h2))?;
                framed = true;
                write(to, marker, &data)?;
            }
            // Tables that the picture needs.
            0xc4 | 0xcc | 0xdb | 0xdd => write(to, marker, &segment(from)?)?,
            // A scan: its head, then data up to the next marker.
            0xda if framed => {
                scanned = true;
                write(to, marker, &segment(from)?)?;
                next = Some(scan(from, to)?);
            }
            _ => return Err(Refused::Kind),
        }
    }
}

/// What stays of what an application wrote.
enum Kept {
    Same(Vec<u8>),
    /// The orientation, as Exif data of its own.
    Turn(Vec<u8>),
}

impl std::ops::Deref for Kept {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        match self {
            Self::Same(data) | Self::Turn(data) => data,
        }
    }
}

impl Kept {
    fn marker(&self, of: u8) -> u8 {
        match self {
            Self::Same(_) => of,
            Self::Turn(_) => 0xe1,
        }
    }
}

fn kept(marker: u8, data: &[u8], turned: &mut bool) -> Option<Kept> {
    match marker {
        // JFIF without the small picture that may stand in it, and may show what was cut off.
        0xe0 if data.starts_with(b"JFIF\0") => {
            let mut head = data.get(..12)?.to_vec();
            head.extend([0, 0]);
            Some(Kept::Same(head))
        }
        0xe1 => {
            let value = exif::orientation(data.strip_prefix(b"Exif\0\0")?)?;
            if *turned || value == 1 {
                return None;
            }
            *turned = true;
            let mut alone = b"Exif\0\0".to_vec();
            alone.extend(exif::only(value));
            Some(Kept::Turn(alone))
        }
        0xe2 if data.starts_with(b"ICC_PROFILE\0") => Some(Kept::Same(data.to_vec())),
        // Tells how the colours are meant.
        0xee if data.starts_with(b"Adobe") => Some(Kept::Same(data.get(..12)?.to_vec())),
        _ => None,
    }
}

/// The next marker, with the bytes that may fill the way to it.
fn marker(from: &mut impl BufRead) -> Result<u8, Refused> {
    if take(from)? != [0xff] {
        return Err(Refused::Kind);
    }
    loop {
        match take(from)? {
            [0xff] => {}
            [marker] => return Ok(marker),
        }
    }
}

fn segment(from: &mut impl BufRead) -> Result<Vec<u8>, Refused> {
    let size = usize::from(u16::from_be_bytes(take(from)?));
    take_some(from, size.checked_sub(2).ok_or(Refused::Kind)?)
}

fn write(to: &mut impl Write, marker: u8, data: &[u8]) -> Result<(), Refused> {
    let size = u16::try_from(data.len() + 2).map_err(|_| Refused::Kind)?;
    to.write_all(&[0xff, marker])?;
    to.write_all(&size.to_be_bytes())?;
    Ok(to.write_all(data)?)
}

/// The data of a scan, up to the marker behind it.
fn scan(from: &mut impl BufRead, to: &mut impl Write) -> Result<u8, Refused> {
    loop {
        let buffer = from.fill_buf()?;
        if buffer.is_empty() {
            return Err(Refused::Kind);
        }
        let plain = buffer
            .iter()
            .position(|byte| *byte == 0xff)
            .unwrap_or(buffer.len());
        copy(from, to, u64::try_from(plain).unwrap_or(u64::MAX))?;
        if from.fill_buf()?.first() != Some(&0xff) {
            continue;
        }
        skip(from, 1)?;
        loop {
            match take(from)? {
                // Bytes that only fill.
                [0xff] => {}
                // A byte of data that looks like a marker, or the begin of the next part of the scan.
                [byte @ (0x00 | 0xd0..=0xd7)] => {
                    to.write_all(&[0xff, byte])?;
                    break;
                }
                [marker] => return Ok(marker),
            }
        }
    }
}
