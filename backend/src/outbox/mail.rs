//! The way out for mail: letters as plain text and as HTML of the same words.

use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use podskazka_shared::ids::OutboxId;
use podskazka_shared::text::Lang;

use super::Undelivered;
use crate::config::Config;

/// How long one mail may take.
const TIMEOUT: std::time::Duration = std::time::Duration::from_secs(20);

/// The way out for mail.
#[derive(Debug, Clone)]
pub struct Mailer {
    smtp: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// A letter in plain words: paragraphs between empty lines, addresses as they are.
#[derive(Debug, Clone)]
pub struct Letter {
    pub subject: String,
    pub text: String,
}

/// Says that no human being wrote it, so that nobody's machine answers (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

impl Mailer {
    /// The mailer of the settings; none without a mail server.
    ///
    /// # Errors
    /// One line for people.
    pub fn of(config: &Config) -> Result<Option<Self>, String> {
        let Some(url) = &config.smtp_url else {
            return Ok(None);
        };
        let from = config
            .mail_from
            .parse()
            .map_err(|e| format!("settings: mail_from: {e}"))?;
        let smtp = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|e| format!("settings: smtp_url: {e}"))?;
        Ok(Some(Self {
            smtp: smtp.timeout(Some(TIMEOUT)).build(),
            from,
        }))
    }

    /// Sends one letter; to what is no address there is nothing to send. The letter's id is that of its effect: a mailbox that got
    /// it twice, because the server's word was lost, knows it again.
    ///
    /// # Errors
    /// What the mail server says.
    pub async fn send(&self, id: OutboxId, to: &str, letter: &Letter, lang: Lang) -> Result<(), Undelivered> {
        let Ok(to) = to.parse::<Mailbox>() else {
            return Ok(());
        };
        let message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .message_id(Some(format!("<{id}@{}>", self.from.email.domain())))
            .header(AutoSubmitted)
            .subject(&letter.subject)
            .multipart(MultiPart::alternative_plain_html(
                letter.text.clone(),
                html(letter, lang),
            ));
        let message = message.map_err(|error| Undelivered::Never(error.to_string()))?;
        match self.smtp.send(message).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() => Err(Undelivered::Never(error.to_string())),
            Err(error) => Err(Undelivered::Later(error.to_string())),
        }
    }
}

/// The letter's words as HTML: nothing in it but them, and links that can be pressed.
fn html(letter: &Letter, lang: Lang) -> String {
    const P: &str = r#"<p style="margin:0 0 16px">"#;
    let paragraphs = letter.text.trim().split("\n\n").map(|paragraph| {
        let lines: Vec<String> = paragraph.trim().lines().map(line).collect();
        format!("{P}{}</p>", lines.join("<br>"))
    });
    let body: String = paragraphs.collect();
    let subject = escaped(&letter.subject);
    format!(
        r#"<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{subject}</title></head><body style="margin:0;padding:24px;font:16px/1.5 sans-serif;max-width:36em">{body}</body></html>"#
    )
}

/// A line, and what in it is an address as a link.
fn line(line: &str) -> String {
    let word = |word: &str| match word.starts_with("https://") || word.starts_with("http://") {
        true => format!(r#"<a href="{0}">{0}</a>"#, escaped(word)),
        false => escaped(word),
    };
    let words: Vec<String> = line.split(' ').map(word).collect();
    words.join(" ")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_html_holds_the_same_words_and_no_others() {
        let letter = Letter {
            subject: "Новое: <b>".to_owned(),
            text: "Раз & два.\nТри\n\nОткрыть: https://a.example/s/x?a=1&b=\"2\"\n\n<script>школа</script>\n"
                .to_owned(),
        };
        let html = html(&letter, Lang::Ru);
        assert!(html.contains(r#"<html lang="ru">"#));
        assert!(html.contains("<title>Новое: &lt;b&gt;</title>"));
        assert!(html.contains("Раз &amp; два.<br>Три</p>"));
        let link = "https://a.example/s/x?a=1&amp;b=&quot;2&quot;";
        assert!(html.contains(&format!(r#"Открыть: <a href="{link}">{link}</a></p>"#)));
        assert!(html.contains("&lt;script&gt;школа&lt;/script&gt;</p>"));
        assert_eq!(html.matches("<script").count(), 0);
    }
}
