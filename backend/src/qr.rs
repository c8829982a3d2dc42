//! A link as a QR code: an SVG path that our own pages draw, so that no picture and no script of others is needed.

use qrcode::{Color, EcLevel, QrCode};

use crate::problem::{Error, Result};

/// White modules around the code, as readers want them.
const MARGIN: usize = 4;

/// The path and the number of modules on a side, margin included.
///
/// # Errors
/// `internal` when the link is too long for a code.
pub(crate) fn draw(link: &str) -> Result<(String, u32)> {
    let code =
        QrCode::with_error_correction_level(link, EcLevel::M).map_err(|e| Error::internal(e.to_string()))?;
    let width = code.width();
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|one, next| one == next) {
            if run.first() == Some(&Color::Dark) {
                let length = run.len();
                path.push_str(&format!("M{} {}h{length}v1h-{length}z", x + MARGIN, y + MARGIN));
            }
            x += run.len();
        }
    }
    let size = u32::try_from(width + 2 * MARGIN).map_err(Error::internal)?;
    Ok((path, size))
}

#[cfg(test)]
mod tests {
    use super::draw;

    #[test]
    fn a_code_has_its_three_corners_and_a_margin() {
        let (path, size) = draw("https://help.example/join#K7QM-2XPD-9TRA-5HWN").unwrap();
        // Version 4 has 33 modules, and 4 around on each side.
        assert_eq!(size, 41);
        assert!(path.starts_with("M4 4h7v1h-7z"), "{path}");
        assert!(path.contains("M30 4h7v1h-7z") && path.contains("M4 36h7v1h-7z"));
    }
}
