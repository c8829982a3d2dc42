//! Cursors: the key of the last row of a page, as opaque text.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::page::Cursor;
use serde::{Serialize, de::DeserializeOwned};

use crate::problem::{Error, Result};

/// Writes a key.
pub fn write(key: &impl Serialize) -> Cursor {
    Cursor(URL_SAFE_NO_PAD.encode(serde_json::to_vec(key).unwrap_or_default()))
}

/// Reads a key back.
///
/// # Errors
/// `invalid` at `?after` when it is not one of ours.
pub fn read<K: DeserializeOwned>(cursor: Option<&Cursor>) -> Result<Option<K>> {
    let Some(cursor) = cursor else { return Ok(None) };
    let key = URL_SAFE_NO_PAD
        .decode(&cursor.0)
        .ok()
        .filter(|json| !json.windows(6).any(|part| part == b"\\u0000"))
        .and_then(|json| serde_json::from_slice(&json).ok());
    key.map(Some)
        .ok_or_else(|| Error::field("?after", FieldErrorKind::Malformed))
}
