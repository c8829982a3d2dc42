//! Of all that cameras write beside a picture one thing is needed to show it: which way is up.

/// The orientation that Exif data (a TIFF head and its first directory) tell: 1 to 8.
pub(super) fn orientation(tiff: &[u8]) -> Option<u8> {
    let little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(match little {
            true => u16::from_le_bytes(bytes),
            false => u16::from_be_bytes(bytes),
        })
    };
    let long = |at: usize| {
        let bytes: [u8; 4] = tiff.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(match little {
            true => u32::from_le_bytes(bytes),
            false => u32::from_be_bytes(bytes),
        })
    };
    let directory = usize::try_from(long(4)?).ok()?;
    let entries = usize::from(short(directory)?);
    let entry = |number: usize| directory.checked_add(2)?.checked_add(number * 12);
    let found = (0..entries)
        .map_while(entry)
        .find(|at| short(*at) == Some(0x0112) && at.checked_add(2).and_then(short) == Some(3))?;
    let value = u8::try_from(short(found.checked_add(8)?)?).ok()?;
    (1..=8).contains(&value).then_some(value)
}

/// Exif data that tell the orientation and nothing else.
pub(super) fn only(orientation: u8) -> [u8; 26] {
    let mut tiff = *b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
    if let Some(value) = tiff.get_mut(19) {
        *value = orientation;
    }
    tiff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_orientation_is_found_and_written_alone() {
        for value in 1..=8 {
            assert_eq!(orientation(&only(value)), Some(value));
        }
        assert_eq!(orientation(&only(9)), None);
        let little =
            b"II*\0\x08\0\0\0\x02\0\x0f\x01\x02\0\x01\0\0\0\0\0\0\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0";
        assert_eq!(orientation(little), Some(6));
        for cut in 0..little.len() {
            let _ = orientation(little.get(..cut).unwrap());
        }
        assert_eq!(orientation(b"II*\0\xff\xff\xff\xff"), None);
    }
}
