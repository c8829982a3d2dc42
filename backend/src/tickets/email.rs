//! Reading a letter, so that it becomes a request without typing it again. Its headers are a hint: nothing is done by them.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use encoding_rs::{Encoding, WINDOWS_1251};
use mail_parser::{MessageParser, MimeHeaders};
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::MAX_TEXT;
use podskazka_shared::tickets::email::{Email, TicketsEmail};

use super::desk::told;
use super::file::for_others;
use crate::api::Done;
use crate::call::Call;
use crate::problem::{Error, Result};
use crate::store;
use crate::store::people::Sought;

/// The most characters of a name, an address and a subject.
const LINE: usize = 200;

pub(super) async fn read(call: Call<TicketsEmail>) -> Result<Done<Email>> {
    let permit = call.permit()?;
    if !for_others(&permit) {
        return Err(ProblemKind::Forbidden.into());
    }
    let malformed = || Error::field("/eml", FieldErrorKind::Malformed);
    let eml = match call.body.base64 {
        true => STANDARD.decode(call.body.eml.trim()).map_err(|_| malformed())?,
        false => call.body.eml.clone().into_bytes(),
    };
    // A letter of megabytes takes a while; meanwhile others are served.
    let parsed = actix_web::web::block(move || parse(&eml))
        .await
        .map_err(Error::internal)?;
    let mut email = parsed.ok_or_else(malformed)?;
    if !email.address.is_empty() {
        let sought = Sought::Email(&email.address);
        email.requesters = told(store::people::requesters(&call.app.store, &permit, sought, call.at).await?);
    }
    Ok(Done::new(email))
}

/// What a letter tells; none when it is no letter, or says nothing.
fn parse(eml: &[u8]) -> Option<Email> {
    let eml = with_readable_head(eml);
    let message = MessageParser::default().parse(&*eml)?;
    let from = message.from().and_then(|from| from.first());
    let subject = cut(message.subject().unwrap_or_default(), LINE);
    let text = cut(
        &plain(message.body_text(0).as_deref().unwrap_or_default()),
        usize::try_from(MAX_TEXT).unwrap_or(usize::MAX),
    );
    if from.is_none() && subject.is_empty() {
        return None;
    }
    let sent = message
        .date()
        .and_then(|date| DateTime::<Utc>::from_timestamp(date.to_timestamp(), 0));
    let attachments = message
        .attachments()
        .filter(|part| !part.is_message() || part.attachment_name().is_some());
    Some(Email {
        name: cut(from.and_then(|from| from.name()).unwrap_or_default(), LINE),
        address: cut(from.and_then(|from| from.address()).unwrap_or_default(), LINE),
        subject,
        text,
        sent_at: sent,
        attachments: u32::try_from(attachments.count()).unwrap_or(u32::MAX),
        requesters: Vec::new(),
    })
}

/// Old programs write the letters of a subject as they are, in the encoding of the text; headers are ASCII or UTF-8 today.
fn with_readable_head(eml: &[u8]) -> Cow<'_, [u8]> {
    let ends = |gap: &[u8]| eml.windows(gap.len()).position(|at| at == gap);
    let end = [ends(b"\r\n\r\n"), ends(b"\n\n")].into_iter().flatten().min();
    let (head, rest) = eml.split_at(end.unwrap_or(eml.len()));
    if std::str::from_utf8(head).is_ok() {
        return Cow::Borrowed(eml);
    }
    let message = MessageParser::default().parse_headers(head);
    let named = message
        .as_ref()
        .and_then(|message| message.content_type()?.attribute("charset"))
        .and_then(|name| Encoding::for_label(name.as_bytes()));
    let (head, ..) = named.unwrap_or(WINDOWS_1251).decode(head);
    Cow::Owned([head.as_bytes(), rest].concat())
}

fn cut(text: &str, most: usize) -> String {
    text.trim().chars().filter(|c| *c != '\0').take(most).collect()
}

/// Without what is quoted from letters before it: the question is the part that its writer wrote.
fn plain(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.starts_with('>'));
    let mut kept: Vec<&str> = Vec::new();
    for line in lines {
        // At most one empty line in a row.
        if !line.trim().is_empty() || kept.last().is_some_and(|last| !last.trim().is_empty()) {
            kept.push(line.trim_end());
        }
    }
    kept.join("\n")
}

#[cfg(test)]
mod tests {
    use super::parse as parse_bytes;

    fn parse(eml: &str) -> Option<super::Email> {
        parse_bytes(eml.as_bytes())
    }

    #[test]
    fn letters_that_stand_as_they_are_in_an_old_encoding_keep_their_words() {
        for (charset, encoding) in [
            ("windows-1251", encoding_rs::WINDOWS_1251),
            ("koi8-r", encoding_rs::KOI8_R),
        ] {
            let (eml, ..) = encoding.encode("Subject: Отметки\r\nFrom: Орлов <orlov@example.test>\r\n");
            let (text, ..) = encoding.encode("Не вижу оценок — ни одной.\r\n");
            let kind = format!(
                "Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
            );
            let email = parse_bytes(&[&*eml, kind.as_bytes(), &*text].concat()).unwrap();
            assert_eq!(
                (email.subject.as_str(), email.name.as_str()),
                ("Отметки", "Орлов"),
                "{charset}"
            );
            assert!(
                email.text.starts_with("Не вижу оценок "),
                "{charset}: {}",
                email.text
            );
        }
        let (bare, ..) = encoding_rs::WINDOWS_1251.encode("Subject: Отметки\nFrom: a@example.test\n\nДа\n");
        assert_eq!(parse_bytes(&bare).unwrap().subject, "Отметки");
    }

    #[test]
    fn a_letter_is_read_in_the_encodings_that_schools_get() {
        let eml = "From: =?utf-8?B?0J7RgNC70L7QsiDQn9Cw0LLQtdC7?= <Orlov@example.test>\r\n\
            Subject: =?koi8-r?B?79TNxdTLyQ==?=\r\nDate: Mon, 23 Nov 2026 10:00:00 +0300\r\n\
            Content-Type: text/plain; charset=windows-1251\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
            =CD=E5 =E2=E8=E6=F3 =EE=F6=E5=ED=EE=EA.\r\n> =F1=F2=E0=F0=EE=E5\r\n";
        let email = parse(eml).unwrap();
        assert_eq!(
            (
                email.name.as_str(),
                email.address.as_str(),
                email.subject.as_str(),
                email.text.as_str()
            ),
            ("Орлов Павел", "Orlov@example.test", "Отметки", "Не вижу оценок.")
        );
        assert_eq!(email.sent_at.unwrap().to_rfc3339(), "2026-11-23T07:00:00+00:00");
    }

    #[test]
    fn html_becomes_words_and_attachments_are_counted() {
        let eml = "From: a@example.test\r\nSubject: x\r\nMIME-Version: 1.0\r\n\
            Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n\
            <p>Не <b>вижу</b></p><script>alert(1)</script>\r\n--b\r\n\
            Content-Type: image/png; name=a.png\r\nContent-Disposition: attachment; filename=a.png\r\n\
            Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--b--\r\n";
        let email = parse(eml).unwrap();
        assert!(email.text.contains("Не вижу"), "{}", email.text);
        assert!(
            !email.text.contains('<') && !email.text.contains("alert"),
            "{}",
            email.text
        );
        assert_eq!(email.attachments, 1);
    }

    #[test]
    fn what_is_no_letter_is_refused_and_nothing_breaks() {
        for eml in [
            "",
            "просто текст",
            "\0\0\0",
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n--b",
        ] {
            assert!(parse(eml).is_none(), "{eml:?}");
        }
        let deep = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n".repeat(20_000);
        let _ = parse(&format!("From: a@example.test\r\n{deep}"));
    }
}
