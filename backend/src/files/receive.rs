//! Takes a file in while it comes: onto the disk, never into memory, and gone again if anything is wrong with it.

use std::time::Duration;

use actix_web::http::header;
use actix_web::{HttpRequest, web};
use futures_util::StreamExt;
use podskazka_shared::files::{FileKind, MAX_BYTES};
use podskazka_shared::problem::ProblemKind;
use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;
use tokio::time::{Instant, timeout};

use super::disk::{Coming, Disk, failed};
use super::kind;
use crate::problem::{Error, Result};

/// How many bytes must come within the time in which another body must have come whole: a slow telephone has all the time that it
/// needs, and who drips has not.
const LEAST: u64 = 64 * 1024;

/// A file that has come whole, and is one of the kinds that are taken.
#[derive(Debug)]
pub(super) struct Received {
    pub coming: Coming,
    pub kind: FileKind,
    pub size: u64,
    /// Of what is kept.
    pub hash: String,
    /// Of what came: the same file sent again is known by it.
    pub came: Vec<u8>,
}

/// Receives the body of a request, at most `room` bytes.
///
/// # Errors
/// `unsupported_media_type`, `file_too_large`, `file_space_exceeded`, `request_timeout`, `file_empty`, `file_kind_refused`,
/// `picture_too_large`, `storage_full`; a connection that breaks off is `bad_request`, which nobody reads.
pub(super) async fn receive(
    request: &HttpRequest,
    payload: web::Payload,
    (disk, examining): (&Disk, &tokio::sync::Semaphore),
    (name, room): (&str, u64),
    patience: Duration,
) -> Result<Received> {
    check_head(request, room)?;
    let (coming, file) = disk.coming().map_err(failed)?;
    let mut file = tokio::fs::File::from_std(file);
    let (size, came) = write(payload, &mut file, room, patience).await?;
    file.flush().await.map_err(failed)?;
    file.sync_all().await.map_err(failed)?;
    drop(file);
    if size == 0 {
        return Err(ProblemKind::FileEmpty.into());
    }
    // Few at a time: it is work for the processor and the disk.
    let _turn = examining.acquire().await.map_err(Error::internal)?;
    let (disk, name) = (disk.clone(), name.to_owned());
    let examined = move || -> std::result::Result<Received, kind::Refused> {
        let examined = kind::examine(&disk, &coming, &name)?;
        let came = came.to_vec();
        let Some(rewritten) = examined.rewritten else {
            return Ok(Received {
                hash: hexadecimal(&came),
                kind: examined.kind,
                coming,
                size,
                came,
            });
        };
        let (size, hash) = hash(rewritten.path())?;
        Ok(Received {
            coming: rewritten,
            kind: examined.kind,
            size,
            hash,
            came,
        })
    };
    let done = tokio::task::spawn_blocking(examined)
        .await
        .map_err(Error::internal)?;
    Ok(done?)
}

/// What is wrong already by the head of a request is not waited for.
fn check_head(request: &HttpRequest, room: u64) -> Result<()> {
    let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let kind = text(header::CONTENT_TYPE).unwrap_or_default();
    let kind = kind
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    if kind != "application/octet-stream" {
        return Err(ProblemKind::UnsupportedMediaType.into());
    }
    let announced: Option<u64> = text(header::CONTENT_LENGTH).and_then(|length| length.parse().ok());
    match announced {
        Some(length) => within(length, room),
        None => Ok(()),
    }
}

fn within(size: u64, room: u64) -> Result<()> {
    if size > MAX_BYTES {
        return Err(ProblemKind::FileTooLarge.into());
    }
    match size > room {
        true => Err(ProblemKind::FileSpaceExceeded.into()),
        false => Ok(()),
    }
}

async fn write(
    mut payload: web::Payload,
    file: &mut tokio::fs::File,
    room: u64,
    patience: Duration,
) -> Result<(u64, sha2::digest::Output<Sha256>)> {
    let (mut hasher, mut size) = (Sha256::new(), 0_u64);
    let (mut since, mut then) = (Instant::now(), 0);
    loop {
        let chunk = timeout(patience, payload.next()).await;
        let Some(chunk) = chunk.map_err(|_| ProblemKind::RequestTimeout)? else {
            return Ok((size, hasher.finalize()));
        };
        let chunk = chunk.map_err(|_| ProblemKind::BadRequest)?;
        size = size.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
        within(size, room)?;
        hasher.update(&chunk);
        file.write_all(&chunk).await.map_err(failed)?;
        if since.elapsed() >= patience {
            if size - then < LEAST {
                return Err(ProblemKind::RequestTimeout.into());
            }
            (since, then) = (Instant::now(), size);
        }
    }
}

fn hash(path: &std::path::Path) -> std::io::Result<(u64, String)> {
    let mut hasher = Sha256::new();
    let mut file = std::fs::File::open(path)?;
    let mut buffer = vec![0; 64 * 1024];
    let mut size = 0_u64;
    loop {
        let read = kind::fill(&mut file, &mut buffer)?;
        if read == 0 {
            return Ok((size, hexadecimal(&hasher.finalize())));
        }
        size += u64::try_from(read).unwrap_or_default();
        hasher.update(buffer.get(..read).unwrap_or_default());
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
