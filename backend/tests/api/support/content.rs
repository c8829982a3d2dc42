//! Contents of files, made by hand: pictures, documents, and what only looks like them.

/// What no picture may tell once it is taken in.
pub const PLACE: &[u8] = b"55.7558,37.6173";

/// A JPEG that tells where it was taken, with something behind its end.
pub fn jpeg(behind: &[u8]) -> Vec<u8> {
    let mut out = vec![0xff, 0xd8];
    let mut segment = |marker: u8, data: &[u8]| {
        out.extend([0xff, marker]);
        out.extend(u16::try_from(data.len() + 2).unwrap().to_be_bytes());
        out.extend(data);
    };
    segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
    segment(0xe1, &[b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0", PLACE].concat());
    segment(0xfe, PLACE);
    segment(0xdb, &[0; 65]);
    segment(0xc0, &[8, 0, 1, 0, 1, 1, 1, 0x11, 0]);
    segment(0xc4, &[0; 20]);
    segment(0xda, &[1, 1, 0, 0, 63, 0]);
    out.extend([0x12, 0x34, 0xff, 0xd9]);
    out.extend(behind);
    out
}

/// A PNG of this size.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
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
    chunk(b"tEXt", PLACE);
    chunk(b"IDAT", b"points");
    chunk(b"IEND", b"");
    out
}

/// A PDF with this in its middle.
pub fn pdf(middle: &[u8]) -> Vec<u8> {
    [b"%PDF-1.7\n", middle, b"\n%%EOF\n"].concat()
}

/// An archive of these entries, not packed; each with the size that it tells for unpacking, when that is a lie.
pub fn zip(entries: &[(&str, &[u8], Option<u32>)]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, data, told) in entries {
        let begin = u32::try_from(out.len()).unwrap();
        let size = u32::try_from(data.len()).unwrap();
        let names = u16::try_from(name.len()).unwrap();
        let common = |out: &mut Vec<u8>| {
            out.extend([20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
            out.extend(size.to_le_bytes());
            out.extend(told.unwrap_or(size).to_le_bytes());
            out.extend(names.to_le_bytes());
            out.extend([0, 0]);
        };
        out.extend(b"PK\x03\x04");
        common(&mut out);
        out.extend(name.as_bytes());
        out.extend(*data);
        directory.extend(b"PK\x01\x02\x14\0");
        common(&mut directory);
        directory.extend([0; 10]);
        directory.extend(begin.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let begin = u32::try_from(out.len()).unwrap();
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    let number = u16::try_from(entries.len()).unwrap().to_le_bytes();
    out.extend(number);
    out.extend(number);
    out.extend(u32::try_from(directory.len()).unwrap().to_le_bytes());
    out.extend(begin.to_le_bytes());
    out.extend([0, 0]);
    out
}

/// A Word document with these entries besides its own.
pub fn docx(more: &[(&str, &[u8], Option<u32>)]) -> Vec<u8> {
    let own: [(&str, &[u8], Option<u32>); 3] = [
        ("[Content_Types].xml", b"<Types/>", None),
        ("_rels/.rels", b"<Relationships/>", None),
        ("word/document.xml", b"<document/>", None),
    ];
    zip(&[&own, more].concat())
}

/// An OpenDocument text that says what it is in these words.
pub fn odt(said: &[u8], more: &[(&str, &[u8], Option<u32>)]) -> Vec<u8> {
    let own: [(&str, &[u8], Option<u32>); 3] = [
        ("mimetype", said, None),
        ("content.xml", b"<document/>", None),
        ("META-INF/manifest.xml", b"<manifest/>", None),
    ];
    zip(&[&own, more].concat())
}

/// What an OpenDocument text says.
pub const ODT: &[u8] = b"application/vnd.oasis.opendocument.text";
