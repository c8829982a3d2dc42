//! PNG: chunks with a name, of which few are needed to show the picture.

use std::io::{BufRead, Write};

use super::{check_size, copy, skip, take};
use crate::files::kind::Refused;

pub(super) const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";
/// A colour profile is packed: this is the most that it may take packed.
const MOST_PROFILE: u32 = 1024 * 1024;

pub(super) fn rewrite(from: &mut impl BufRead, to: &mut impl Write) -> Result<(), Refused> {
    if take(from)? != SIGNATURE {
        return Err(Refused::Kind);
    }
    to.write_all(&SIGNATURE)?;
    let (mut first, mut data) = (true, false);
    loop {
        let size = u32::from_be_bytes(take(from)?);
        let name: [u8; 4] = take(from)?;
        if size > i32::MAX.unsigned_abs() || first != (&name == b"IHDR") {
            return Err(Refused::Kind);
        }
        let kept = match &name {
            b"IHDR" => {
                let head: [u8; 13] = take(from)?;
                let [w1, w2, w3, w4, h1, h2, h3, h4, ..] = head;
                check_size(
                    u32::from_be_bytes([w1, w2, w3, w4]),
                    u32::from_be_bytes([h1, h2, h3, h4]),
                )?;
                if size != 13 {
                    return Err(Refused::Kind);
                }
                write(to, size, name)?;
                to.write_all(&head)?;
                copy(from, to, 4)?;
                first = false;
                continue;
            }
            b"IDAT" => {
                data = true;
                true
            }
            b"IEND" => {
                if !data || size != 0 {
                    return Err(Refused::Kind);
                }
                write(to, size, name)?;
                return copy(from, to, 4);
            }
            // Colours, transparency, and how large a point is.
            b"PLTE" | b"tRNS" | b"gAMA" | b"cHRM" | b"sRGB" | b"sBIT" | b"bKGD" | b"pHYs" => true,
            b"iCCP" => size <= MOST_PROFILE,
            // A chunk that has to be understood, and is not.
            [b'A'..=b'Z', ..] => return Err(Refused::Kind),
            // Texts, times, Exif, and pictures behind the first one.
            _ => false,
        };
        let rest = u64::from(size) + 4;
        match kept {
            true => {
                write(to, size, name)?;
                copy(from, to, rest)?;
            }
            false => skip(from, rest)?,
        }
    }
}

fn write(to: &mut impl Write, size: u32, name: [u8; 4]) -> Result<(), Refused> {
    to.write_all(&size.to_be_bytes())?;
    Ok(to.write_all(&name)?)
}
