//! GIF: blocks; comments and what applications wrote go, but for how often a moving picture repeats.

use std::io::{BufRead, Write};

use super::{check_size, copy, skip, take};
use crate::files::kind::Refused;

pub(super) fn rewrite(from: &mut impl BufRead, to: &mut impl Write) -> Result<(), Refused> {
    let head: [u8; 13] = take(from)?;
    if !(head.starts_with(b"GIF87a") || head.starts_with(b"GIF89a")) {
        return Err(Refused::Kind);
    }
    let [_, _, _, _, _, _, w1, w2, h1, h2, flags, ..] = head;
    check_size(side(w1, w2), side(h1, h2))?;
    to.write_all(&head)?;
    copy(from, to, colours(flags))?;
    let mut pictures = 0_u32;
    loop {
        match take(from)? {
            [0x3b] if pictures > 0 => return Ok(to.write_all(&[0x3b])?),
            [0x2c] => {
                let place: [u8; 9] = take(from)?;
                let [_, _, _, _, w1, w2, h1, h2, flags] = place;
                check_size(side(w1, w2), side(h1, h2))?;
                to.write_all(&[0x2c])?;
                to.write_all(&place)?;
                copy(from, to, colours(flags))?;
                // How the points are packed, then the points.
                copy(from, to, 1)?;
                blocks(from, Some(to))?;
                pictures += 1;
            }
            [0x21] => extension(from, to)?,
            _ => return Err(Refused::Kind),
        }
    }
}

fn side(low: u8, high: u8) -> u32 {
    u32::from(u16::from_le_bytes([low, high]))
}

/// How many bytes the table of colours takes.
fn colours(flags: u8) -> u64 {
    match flags & 0x80 {
        0 => 0,
        _ => 3 << ((flags & 0x07) + 1),
    }
}

fn extension<W: Write>(from: &mut impl BufRead, to: &mut W) -> Result<(), Refused> {
    let [label] = take(from)?;
    match label {
        // How long a picture stands, and what shines through.
        0xf9 => {
            to.write_all(&[0x21, label])?;
            blocks(from, Some(to))
        }
        0xff => {
            let [size] = take(from)?;
            let mut name = [0; 11];
            if size != 11 {
                skip(from, size.into())?;
                return blocks::<W>(from, None);
            }
            from.read_exact(&mut name)?;
            match &name == b"NETSCAPE2.0" || &name == b"ANIMEXTS1.0" {
                true => {
                    // One block that tells the number; whatever follows it goes.
                    let [size] = take(from)?;
                    if size != 3 {
                        skip(from, size.into())?;
                        return match size {
                            0 => Ok(()),
                            _ => blocks::<W>(from, None),
                        };
                    }
                    to.write_all(&[0x21, 0xff, 11])?;
                    to.write_all(&name)?;
                    to.write_all(&[3])?;
                    copy(from, to, 3)?;
                    to.write_all(&[0])?;
                    blocks::<W>(from, None)
                }
                false => blocks::<W>(from, None),
            }
        }
        _ => blocks::<W>(from, None),
    }
}

/// Blocks up to the empty one: as they are, or away.
fn blocks<W: Write>(from: &mut impl BufRead, mut to: Option<&mut W>) -> Result<(), Refused> {
    loop {
        let [size] = take(from)?;
        match &mut to {
            Some(to) => {
                to.write_all(&[size])?;
                copy(from, *to, size.into())?;
            }
            None => skip(from, size.into())?,
        }
        if size == 0 {
            return Ok(());
        }
    }
}
