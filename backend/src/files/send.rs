//! Sends a file: read while it is sent, saved and not shown unless it is a picture that was asked for, and trusted with nothing.

use actix_web::body::SizedStream;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream;
use tokio::io::{AsyncReadExt, AsyncSeekExt, SeekFrom};

use super::disk::{Disk, failed};
use crate::problem::{Error, Result};
use crate::store::files::FileRow;

/// How much is read at once.
const PIECE: u64 = 64 * 1024;
/// Whatever the file is: it runs nothing, loads nothing, and is no page of ours.
pub const POLICY: &str = "sandbox; default-src 'none'";

/// The answer that holds a file, or the part of it that is asked for.
///
/// # Errors
/// `internal` when the disk does not have what the database knows.
pub(crate) async fn send(
    request: &HttpRequest,
    disk: &Disk,
    row: &FileRow,
    inline: bool,
) -> Result<HttpResponse> {
    let tag = format!("\"{}\"", row.hash);
    let size = u64::try_from(row.size).map_err(Error::internal)?;
    let mut answer = HttpResponse::Ok();
    let shown = inline && row.kind.is_picture();
    answer
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header(("Cross-Origin-Resource-Policy", "same-origin"))
        // Kept by the reader's browser alone, and asked again each time whether they still may.
        .insert_header((header::CACHE_CONTROL, "private, no-cache"))
        .insert_header((header::ETAG, tag.clone()))
        .insert_header((header::ACCEPT_RANGES, "bytes"))
        .insert_header((header::CONTENT_DISPOSITION, disposition(shown, &row.name)))
        // Packed already, most of them; and parts are counted in bytes as they are.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .content_type(row.kind.media_type());
    if matches(request.headers(), &tag) {
        return Ok(answer.status(StatusCode::NOT_MODIFIED).finish());
    }
    let part = match asked(request.headers(), &tag, size) {
        Asked::Whole => 0..size,
        Asked::Part(part) => {
            let last = part.end.saturating_sub(1);
            let range = format!("bytes {}-{last}/{size}", part.start);
            answer
                .status(StatusCode::PARTIAL_CONTENT)
                .insert_header((header::CONTENT_RANGE, range));
            part
        }
        Asked::Beyond => {
            return Ok(answer
                .status(StatusCode::RANGE_NOT_SATISFIABLE)
                .insert_header((header::CONTENT_RANGE, format!("bytes */{size}")))
                .finish());
        }
    };
    let mut file = tokio::fs::File::open(disk.path(&row.hash))
        .await
        .map_err(failed)?;
    file.seek(SeekFrom::Start(part.start)).await.map_err(failed)?;
    let length = part.end - part.start;
    let pieces = stream::try_unfold((file, length), async |(mut file, left)| {
        if left == 0 {
            return Ok::<_, std::io::Error>(None);
        }
        let mut piece = vec![0; usize::try_from(left.min(PIECE)).unwrap_or_default()];
        file.read_exact(&mut piece).await?;
        let left = left.saturating_sub(PIECE);
        Ok(Some((Bytes::from(piece), (file, left))))
    });
    Ok(answer.body(SizedStream::new(length, Box::pin(pieces))))
}

/// The name for saving (RFC 6266): for old programs in ASCII, and as it is.
fn disposition(inline: bool, name: &str) -> String {
    let how = if inline { "inline" } else { "attachment" };
    let plain: String = name
        .chars()
        .map(|c| match c {
            ' '..='~' if !matches!(c, '"' | '\\' | '%' | ';') => c,
            _ => '_',
        })
        .collect();
    let mut encoded = String::new();
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

fn matches(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok());
    known.is_some_and(|known| {
        let mut tags = known.split(',').map(|one| one.trim().trim_start_matches("W/"));
        tags.any(|one| one == tag || one == "*")
    })
}

/// Which part is asked for.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    Whole,
    Part(std::ops::Range<u64>),
    /// A part that the file does not have.
    Beyond,
}

/// One part, as players and interrupted downloads ask for it; of anything else the whole.
fn asked(headers: &HeaderMap, tag: &str, size: u64) -> Asked {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if text(header::IF_RANGE).is_some_and(|of| of.trim() != tag) {
        return Asked::Whole;
    }
    let Some((from, to)) = text(header::RANGE)
        .and_then(|range| range.trim().strip_prefix("bytes="))
        .and_then(|range| range.split_once('-'))
    else {
        return Asked::Whole;
    };
    let part = match (from.trim().parse::<u64>(), to.trim().parse::<u64>()) {
        (Ok(from), Ok(to)) if from <= to => from..to.saturating_add(1).min(size),
        (Ok(from), Err(_)) if to.trim().is_empty() => from..size,
        (Err(_), Ok(last)) if from.trim().is_empty() => size.saturating_sub(last)..size,
        _ => return Asked::Whole,
    };
    match part.start < part.end {
        true => Asked::Part(part),
        false => Asked::Beyond,
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn of(range: &str) -> Asked {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, HeaderValue::from_str(range).unwrap());
        asked(&headers, "\"tag\"", 100)
    }

    #[test]
    fn one_part_is_sent_and_what_cannot_be_read_is_the_whole() {
        assert_eq!(of("bytes=0-9"), Asked::Part(0..10));
        assert_eq!(of("bytes=90-"), Asked::Part(90..100));
        assert_eq!(of("bytes=-5"), Asked::Part(95..100));
        assert_eq!(of("bytes=-500"), Asked::Part(0..100));
        assert_eq!(of("bytes=50-500"), Asked::Part(50..100));
        for beyond in ["bytes=100-", "bytes=100-200", "bytes=-0"] {
            assert_eq!(of(beyond), Asked::Beyond, "{beyond}");
        }
        for whole in ["bytes=9-0", "bytes=0-1,5-6", "items=0-1", "bytes=a-b", "bytes=-"] {
            assert_eq!(of(whole), Asked::Whole, "{whole}");
        }
    }

    #[test]
    fn a_name_cannot_leave_its_header() {
        assert_eq!(
            disposition(false, "Снимок \"1\".png"),
            "attachment; filename=\"______ _1_.png\"; filename*=UTF-8''%D0%A1%D0%BD%D0%B8%D0%BC%D0%BE%D0%BA%20%221%22.png"
        );
    }
}
