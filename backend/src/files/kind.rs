//! What a file is, by what stands in it. The name only tells a table from a text.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, ErrorKind, Read, Seek, SeekFrom, Write};

use podskazka_shared::files::FileKind;
use podskazka_shared::problem::ProblemKind;

use super::disk::{Coming, Disk, failed};
use super::{office, picture, text};
use crate::problem::Error;

/// How much is read at once.
const BUFFER: usize = 64 * 1024;
/// How far from its end a PDF tells that it ends.
const PDF_END: u64 = 1024;

/// Why a file is not taken.
#[derive(Debug)]
pub(super) enum Refused {
    /// Of no kind that is taken, or damaged.
    Kind,
    /// A picture with too many pixels.
    Pixels,
    Io(io::Error),
}

impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Self {
        match error.kind() == ErrorKind::UnexpectedEof {
            // It ends where it goes on by its own words.
            true => Self::Kind,
            false => Self::Io(error),
        }
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Kind => ProblemKind::FileKindRefused.into(),
            Refused::Pixels => ProblemKind::PictureTooLarge.into(),
            Refused::Io(error) => failed(error),
        }
    }
}

/// What a file is, and the file that is kept in its place when that is not the one that came.
#[derive(Debug)]
pub(super) struct Examined {
    pub kind: FileKind,
    pub rewritten: Option<Coming>,
}

/// Looks at a file that has come. It is read in small pieces, however large it is.
pub(super) fn examine(disk: &Disk, came: &Coming, name: &str) -> Result<Examined, Refused> {
    let mut file = File::open(came.path())?;
    let mut head = [0; 16];
    let read = fill(&mut file, &mut head)?;
    let kind = by_head(head.get(..read).unwrap_or_default());
    file.seek(SeekFrom::Start(0))?;
    let Some(kind) = kind else {
        let kind = text::kind(&mut BufReader::with_capacity(BUFFER, file), name)?;
        return Ok(Examined {
            kind,
            rewritten: None,
        });
    };
    let kind = match kind {
        Head::Picture(kind) => {
            let (coming, to) = disk.coming()?;
            let mut to = BufWriter::with_capacity(BUFFER, to);
            picture::rewrite(kind, &mut BufReader::with_capacity(BUFFER, file), &mut to)?;
            to.flush()?;
            to.get_ref().sync_all()?;
            return Ok(Examined {
                kind,
                rewritten: Some(coming),
            });
        }
        Head::Pdf => {
            check_pdf(&mut file)?;
            FileKind::Pdf
        }
        Head::Zip => office::kind(&mut file)?,
    };
    Ok(Examined {
        kind,
        rewritten: None,
    })
}

/// The kinds that tell at their very beginning what they are.
enum Head {
    Picture(FileKind),
    Pdf,
    Zip,
}

fn by_head(head: &[u8]) -> Option<Head> {
    match head {
        [0xff, 0xd8, 0xff, ..] => Some(Head::Picture(FileKind::Jpeg)),
        [0x89, b'P', b'N', b'G', ..] => Some(Head::Picture(FileKind::Png)),
        [b'G', b'I', b'F', b'8', ..] => Some(Head::Picture(FileKind::Gif)),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => {
            Some(Head::Picture(FileKind::Webp))
        }
        [b'%', b'P', b'D', b'F', b'-', ..] => Some(Head::Pdf),
        [b'P', b'K', 3, 4, ..] => Some(Head::Zip),
        _ => None,
    }
}

/// Reads until the buffer is full or the file ends.
pub(super) fn fill(from: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match from.read(rest)? {
            0 => break,
            read => filled += read,
        }
    }
    Ok(filled)
}

/// A PDF is whole when it tells its end, and nothing but white space stands behind that.
fn check_pdf(file: &mut File) -> Result<(), Refused> {
    let size = file.metadata()?.len();
    file.seek(SeekFrom::Start(size.saturating_sub(PDF_END)))?;
    let mut tail = Vec::new();
    file.take(PDF_END).read_to_end(&mut tail)?;
    let end = tail
        .windows(5)
        .rposition(|part| part == b"%%EOF")
        .ok_or(Refused::Kind)?;
    let behind = tail.get(end + 5..).unwrap_or_default();
    match behind.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0) {
        true => Ok(()),
        false => Err(Refused::Kind),
    }
}
