//! Office documents are zip archives. Only their directory is read, and nothing is unpacked: so no bomb goes off here, and
//! one that would go off at its reader's is told by the sizes in the directory.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

use podskazka_shared::files::FileKind;

use super::kind::{Refused, fill};

/// The most bytes of a directory, and of what stands behind it.
const MOST_DIRECTORY: u64 = 1024 * 1024;
/// The most entries of a document.
const MOST_ENTRIES: u16 = 5000;
/// The most bytes that a document may take unpacked.
const MOST_UNPACKED: u64 = 500 * 1024 * 1024;
/// The end of an archive, without a comment.
const END: usize = 22;

/// A little-endian number of these bytes.
fn number(bytes: &[u8], at: usize, size: usize) -> Option<u64> {
    let part = bytes.get(at..at.checked_add(size)?)?;
    Some(
        part.iter()
            .rev()
            .fold(0, |sum, byte| (sum << 8) | u64::from(*byte)),
    )
}

/// What stands in an archive: names in small letters.
fn names(file: &mut File) -> Result<Vec<String>, Refused> {
    let size = file.metadata()?.len();
    let from = size
        .checked_sub(u64::try_from(END).unwrap_or_default())
        .ok_or(Refused::Kind)?;
    // No comment: what stands behind a directory belongs to no document.
    file.seek(SeekFrom::Start(from))?;
    let mut end = [0; END];
    file.read_exact(&mut end)?;
    let field = |at, size| number(&end, at, size).ok_or(Refused::Kind);
    let (disks, here, all) = (field(4, 4)?, field(8, 2)?, field(10, 2)?);
    let (length, begin, comment) = (field(12, 4)?, field(16, 4)?, field(20, 2)?);
    let sound = end.starts_with(b"PK\x05\x06")
        && disks == 0
        && here == all
        && comment == 0
        && (1..=u64::from(MOST_ENTRIES)).contains(&all)
        && length <= MOST_DIRECTORY
        && begin + length == from;
    if !sound {
        return Err(Refused::Kind);
    }
    file.seek(SeekFrom::Start(begin))?;
    let mut directory = Vec::new();
    file.take(length).read_to_end(&mut directory)?;
    let (mut names, mut at, mut unpacked) = (Vec::new(), 0, 0_u64);
    for _ in 0..all {
        let field = |offset: usize, size| number(&directory, at + offset, size).ok_or(Refused::Kind);
        if field(0, 4)? != 0x0201_4b50 {
            return Err(Refused::Kind);
        }
        let (flags, size) = (field(8, 2)?, field(24, 4)?);
        let (name, extra, comment) = (field(28, 2)?, field(30, 2)?, field(32, 2)?);
        let [name, extra, comment] =
            [name, extra, comment].map(|size| usize::try_from(size).unwrap_or(usize::MAX));
        let text = directory.get(at + 46..at + 46 + name).ok_or(Refused::Kind)?;
        let text = std::str::from_utf8(text)
            .map_err(|_| Refused::Kind)?
            .to_lowercase();
        unpacked = unpacked.saturating_add(size);
        let leaves = text.starts_with('/') || text.contains('\\') || text.split('/').any(|part| part == "..");
        // A password, a way out of the folder, or a name that is told twice.
        if flags & 1 != 0 || leaves || unpacked > MOST_UNPACKED {
            return Err(Refused::Kind);
        }
        names.push(text);
        at += 46 + name + extra + comment;
    }
    let mut once = names.clone();
    once.sort_unstable();
    once.dedup();
    match at == directory.len() && once.len() == names.len() {
        true => Ok(names),
        false => Err(Refused::Kind),
    }
}

/// Which document an archive is; none that is only an archive, and none with macros.
pub(super) fn kind(file: &mut File) -> Result<FileKind, Refused> {
    let names = names(file)?;
    let has = |name: &str| names.iter().any(|one| one == name);
    let within = |part: &str| names.iter().any(|one| one.contains(part));
    let macros = [
        "vbaproject",
        "vbadata",
        "macrosheets/",
        "activex/",
        "basic/",
        "scripts/",
    ];
    if macros.into_iter().any(within) || names.iter().any(|name| runs(name)) {
        return Err(Refused::Kind);
    }
    let office = has("[content_types].xml") && has("_rels/.rels");
    match (office, has("mimetype")) {
        (true, false) if has("word/document.xml") => Ok(FileKind::Docx),
        (true, false) if has("xl/workbook.xml") => Ok(FileKind::Xlsx),
        (true, false) if has("ppt/presentation.xml") => Ok(FileKind::Pptx),
        (false, true) if has("content.xml") && has("meta-inf/manifest.xml") => open_document(file),
        _ => Err(Refused::Kind),
    }
}

/// Whether a part of a document is a program.
fn runs(name: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or_default();
    matches!(
        ending,
        "exe"
            | "dll"
            | "com"
            | "scr"
            | "msi"
            | "bat"
            | "cmd"
            | "ps1"
            | "vbs"
            | "js"
            | "jar"
            | "lnk"
            | "hta"
            | "html"
            | "htm"
    )
}

/// OpenDocument tells in its first entry what it is, unpacked.
fn open_document(file: &mut File) -> Result<FileKind, Refused> {
    file.seek(SeekFrom::Start(0))?;
    let mut head = [0; 128];
    let read = fill(file, &mut head)?;
    let head = head.get(..read).unwrap_or_default();
    let field = |at, size| number(head, at, size).ok_or(Refused::Kind);
    let (packed, size) = (field(8, 2)?, field(18, 4)?);
    let (name, extra) = (field(26, 2)?, field(28, 2)?);
    let [size, name, extra] = [size, name, extra].map(|size| usize::try_from(size).unwrap_or(usize::MAX));
    let part = |from: usize, size: usize| head.get(from..from.checked_add(size)?);
    if packed != 0 || part(30, name) != Some(b"mimetype") {
        return Err(Refused::Kind);
    }
    let said = part(30 + name + extra, size).ok_or(Refused::Kind)?;
    let kinds = [FileKind::Odt, FileKind::Ods, FileKind::Odp];
    let kind = kinds
        .into_iter()
        .find(|kind| kind.media_type().as_bytes() == said);
    kind.ok_or(Refused::Kind)
}
