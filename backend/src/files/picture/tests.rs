//! Pictures made by hand: what must go stands in them in plain letters, so that a search tells whether it is gone.

use std::io::{BufReader, Cursor};

use podskazka_shared::files::FileKind;
use proptest::prelude::*;

use super::*;

/// What no picture may tell.
const SECRET: &[u8] = b"55.7558,37.6173";

pub(super) fn jpeg(width: u16, height: u16, orientation: Option<u8>) -> Vec<u8> {
    let mut out = vec![0xff, 0xd8];
    let mut segment = |marker: u8, data: &[u8]| {
        out.extend([0xff, marker]);
        out.extend(u16::try_from(data.len() + 2).unwrap().to_be_bytes());
        out.extend(data);
    };
    segment(
        0xe0,
        &[b"JFIF\0\x01\x01\0\0\x01\0\x01\x02\x01".as_slice(), SECRET].concat(),
    );
    let mut tiff = exif::only(orientation.unwrap_or(1)).to_vec();
    tiff.extend(SECRET);
    segment(0xe1, &[b"Exif\0\0", tiff.as_slice()].concat());
    segment(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0", SECRET].concat());
    segment(0xe2, b"ICC_PROFILE\0\x01\x01profile");
    segment(0xe2, &[b"MPF\0", SECRET].concat());
    segment(0xed, &[b"Photoshop 3.0\0", SECRET].concat());
    segment(0xee, b"Adobe\0d\0\0\0\0\x01");
    segment(0xfe, SECRET);
    segment(0xdb, &[0; 65]);
    let [h1, h2] = height.to_be_bytes();
    let [w1, w2] = width.to_be_bytes();
    segment(0xc0, &[8, h1, h2, w1, w2, 1, 1, 0x11, 0]);
    segment(0xc4, &[0; 20]);
    segment(0xda, &[1, 1, 0, 0, 63, 0]);
    out.extend([0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56, 0xff, 0xff, 0xd9]);
    out.extend(b"<script>alert(1)</script>PK\x03\x04");
    out.extend(SECRET);
    out
}

pub(super) fn png(width: u32, height: u32) -> Vec<u8> {
    let mut out = png::SIGNATURE.to_vec();
    let mut chunk = |name: &[u8; 4], data: &[u8]| {
        out.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        out.extend(name);
        out.extend(data);
        out.extend([0; 4]);
    };
    let head = [
        width.to_be_bytes().as_slice(),
        &height.to_be_bytes(),
        &[8, 2, 0, 0, 0],
    ]
    .concat();
    chunk(b"IHDR", &head);
    chunk(b"sRGB", &[0]);
    chunk(b"tEXt", &[b"GPS\0", SECRET].concat());
    chunk(b"iTXt", &[b"XML:com.adobe.xmp\0\0\0\0\0", SECRET].concat());
    chunk(b"zTXt", SECRET);
    chunk(b"eXIf", SECRET);
    chunk(b"tIME", &[0; 7]);
    chunk(b"IDAT", b"points");
    chunk(b"prVt", SECRET);
    chunk(b"IDAT", b"more points");
    chunk(b"IEND", b"");
    out.extend(b"<script>alert(1)</script>");
    out.extend(SECRET);
    out
}

pub(super) fn webp(width: u32, height: u32, orientation: u8) -> Vec<u8> {
    let mut body = b"WEBP".to_vec();
    let mut chunk = |name: &[u8; 4], data: &[u8]| {
        body.extend(name);
        body.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
        body.extend(data);
        body.extend(vec![0; data.len() % 2]);
    };
    let side = |side: u32| (side - 1).to_le_bytes()[..3].to_vec();
    chunk(
        b"VP8X",
        &[vec![0x2c, 0, 0, 0], side(width), side(height)].concat(),
    );
    chunk(b"ICCP", b"profile");
    chunk(b"VP8L", &[0x2f, 0, 0, 0, 0, 1, 2]);
    let mut tiff = exif::only(orientation).to_vec();
    tiff.extend(SECRET);
    chunk(b"EXIF", &tiff);
    chunk(b"XMP ", SECRET);
    chunk(b"UNKN", SECRET);
    let mut out = b"RIFF".to_vec();
    out.extend(u32::try_from(body.len()).unwrap().to_le_bytes());
    out.extend(body);
    out.extend(SECRET);
    out
}

pub(super) fn gif(width: u16, height: u16) -> Vec<u8> {
    let mut out = b"GIF89a".to_vec();
    out.extend(width.to_le_bytes());
    out.extend(height.to_le_bytes());
    out.extend([0x80, 0, 0]);
    out.extend([1; 6]);
    out.extend(b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0");
    out.extend(b"\x21\xff\x0bXMP DataXMP\x0f");
    out.extend(SECRET);
    out.push(0);
    out.extend(b"\x21\xfe\x0f");
    out.extend(SECRET);
    out.push(0);
    out.extend(b"\x21\xf9\x04\0\0\0\0\0");
    out.push(0x2c);
    out.extend([0; 4]);
    out.extend(width.to_le_bytes());
    out.extend(height.to_le_bytes());
    out.extend([0, 2, 3, 1, 2, 3, 0]);
    out.push(0x3b);
    out.extend(SECRET);
    out
}

fn rewritten(kind: FileKind, picture: &[u8]) -> Result<Vec<u8>, Refused> {
    let mut out = Cursor::new(Vec::new());
    // In small pieces, so that every piece ends somewhere in the middle.
    rewrite(kind, &mut BufReader::with_capacity(7, picture), &mut out)?;
    Ok(out.into_inner())
}

fn all() -> [(FileKind, Vec<u8>); 4] {
    [
        (FileKind::Jpeg, jpeg(640, 480, Some(6))),
        (FileKind::Png, png(640, 480)),
        (FileKind::Webp, webp(640, 480, 6)),
        (FileKind::Gif, gif(640, 480)),
    ]
}

#[test]
fn what_tells_of_place_and_device_goes_and_so_does_what_stands_behind_the_end() {
    for (kind, picture) in all() {
        assert!(picture.windows(SECRET.len()).any(|part| part == SECRET));
        let left = rewritten(kind, &picture).unwrap();
        assert!(!left.windows(SECRET.len()).any(|part| part == SECRET), "{kind}");
        assert!(!left.windows(8).any(|part| part == b"<script>"), "{kind}");
        // What is left is a picture again, and nothing more goes.
        assert_eq!(rewritten(kind, &left).unwrap(), left, "{kind}");
    }
}

#[test]
fn colours_and_the_way_up_stay() {
    let left = rewritten(FileKind::Jpeg, &jpeg(640, 480, Some(6))).unwrap();
    let tiff = left.windows(6).position(|part| part == b"Exif\0\0").unwrap() + 6;
    assert_eq!(exif::orientation(&left[tiff..]), Some(6));
    assert!(left.windows(12).any(|part| part == b"ICC_PROFILE\0"));
    assert!(left.ends_with(&[0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56, 0xff, 0xd9]));
    let upright = rewritten(FileKind::Jpeg, &jpeg(640, 480, None)).unwrap();
    assert!(!upright.windows(4).any(|part| part == b"Exif"));
    let left = rewritten(FileKind::Webp, &webp(640, 480, 6)).unwrap();
    assert_eq!(
        u32::from_le_bytes(left[4..8].try_into().unwrap()),
        u32::try_from(left.len() - 8).unwrap()
    );
    assert_eq!(left[20], 0x28, "a profile and Exif data, no XMP");
    assert_eq!(exif::orientation(&left[left.len() - 26..]), Some(6));
    assert_eq!(rewritten(FileKind::Webp, &webp(640, 480, 1)).unwrap()[20], 0x20);
    let left = rewritten(FileKind::Gif, &gif(640, 480)).unwrap();
    assert!(left.windows(11).any(|part| part == b"NETSCAPE2.0"));
}

#[test]
fn a_picture_has_bounds() {
    let too_large = [
        (FileKind::Jpeg, jpeg(12_001, 1, None)),
        (FileKind::Jpeg, jpeg(10_000, 5_001, None)),
        (FileKind::Png, png(100_000, 1)),
        (FileKind::Png, png(u32::MAX, u32::MAX)),
        (FileKind::Webp, webp(12_001, 12_001, 1)),
        (FileKind::Gif, gif(u16::MAX, u16::MAX)),
    ];
    for (kind, picture) in too_large {
        assert!(
            matches!(rewritten(kind, &picture), Err(Refused::Pixels)),
            "{kind}"
        );
    }
    for (kind, picture) in [
        (FileKind::Jpeg, jpeg(0, 5, None)),
        (FileKind::Png, png(0, 5)),
        (FileKind::Gif, gif(0, 0)),
    ] {
        assert!(matches!(rewritten(kind, &picture), Err(Refused::Kind)), "{kind}");
    }
    assert!(rewritten(FileKind::Jpeg, &jpeg(12_000, 4_166, None)).is_ok());
}

#[test]
fn a_picture_that_is_cut_off_is_refused_wherever() {
    for (kind, picture) in all() {
        let whole = rewritten(kind, &picture).unwrap();
        for end in 0..whole.len() {
            let cut = rewritten(kind, &whole[..end]);
            assert!(matches!(cut, Err(Refused::Kind)), "{kind} {end}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Whatever comes, the answer is a picture without the secret, or a refusal; and never more than came.
    #[test]
    fn damaged_pictures_break_nothing(which in 0_usize..4, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let (kind, mut picture) = all()[which].clone();
        for (place, byte) in changes {
            let place = place.index(picture.len());
            picture[place] = byte;
        }
        if let Ok(left) = rewritten(kind, &picture) {
            prop_assert!(left.len() <= picture.len() + 64);
            prop_assert!(rewritten(kind, &left).is_ok());
        }
    }

    #[test]
    fn noise_breaks_nothing(kind in 0_usize..4, noise in prop::collection::vec(any::<u8>(), 0..300)) {
        let (kind, picture) = &all()[kind];
        let _ = rewritten(*kind, &noise);
        let _ = rewritten(*kind, &[&picture[..16], &noise].concat());
    }
}
