//! The token of a form: it shows that somebody opened the form, when, and for which school. No third party is asked.
//!
//! A program may of course open the form too; but then it has to wait, and needs a new token for each time.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use podskazka_shared::ids::SchoolId;

use crate::auth::Secret;
use crate::clock::random;

/// Nobody fills the form in faster.
pub(super) const YOUNGEST: Duration = Duration::seconds(3);
/// A form that was left open overnight is still good: whoever sends it believes that it was taken.
pub(super) const OLDEST: Duration = Duration::hours(24);

/// The time in seconds, and a random part so that no two are the same.
const HEAD: usize = 8 + 12;

fn signed_text(head: &[u8], school: SchoolId) -> Vec<u8> {
    [head, school.0.as_bytes()].concat()
}

/// A token for a school's form of one purpose.
pub(crate) fn issue(secret: &Secret, purpose: &str, school: SchoolId, at: DateTime<Utc>) -> String {
    let mut bytes = [at.timestamp().to_be_bytes().as_slice(), &random::<12>()].concat();
    let code = secret.sign(purpose, &signed_text(&bytes, school));
    bytes.extend(code);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Until when a token must be remembered after it was used; none when it is not good at this moment.
pub(crate) fn good_until(
    secret: &Secret,
    purpose: &str,
    school: SchoolId,
    token: &str,
    at: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let bytes = URL_SAFE_NO_PAD.decode(token.trim()).ok()?;
    let (head, code) = bytes.split_at_checked(HEAD)?;
    if !secret.signed(purpose, &signed_text(head, school), code) {
        return None;
    }
    let issued = i64::from_be_bytes(*head.first_chunk()?);
    let issued = DateTime::from_timestamp(issued, 0)?;
    // Seconds are cut off: a token is at least as young as it says.
    let old_enough = at >= issued + YOUNGEST + Duration::seconds(1);
    let until = issued + OLDEST;
    (old_enough && at < until).then_some(until)
}
