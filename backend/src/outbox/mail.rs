//! The way out for mail: letters as plain text and as HTML of the same words.

use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use maud::{DOCTYPE, Markup, html};
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
            Err(error) => match error.status().map(u16::from).is_some_and(of_the_mailbox) {
                true => Err(Undelivered::Never(error.to_string())),
                false => Err(Undelivered::Later(error.to_string())),
            },
        }
    }
}

/// Whether the mailbox itself refuses for good. A wrong password of ours (535), or a server that takes no letters from us now, is
/// mended some day, and must not cost every letter.
fn of_the_mailbox(code: u16) -> bool {
    matches!(code, 550..=553)
}

/// The letter's words as HTML: nothing in it but them, and links that can be pressed.
fn html(letter: &Letter, lang: Lang) -> String {
    let markup = html! {
        (DOCTYPE)
        html lang=(lang.code()) {
            head { meta charset="utf-8"; title { (letter.subject) } }
            body style="margin:0;padding:24px;font:16px/1.5 sans-serif;max-width:36em" {
                @for paragraph in letter.text.trim().split("\n\n") {
                    p style="margin:0 0 16px" {
                        @for (place, text) in paragraph.trim().lines().enumerate() {
                            @if place > 0 { br; }
                            (line(text))
                        }
                    }
                }
            }
        }
    };
    markup.into_string()
}

/// A line, and what in it is an address as a link.
fn line(line: &str) -> Markup {
    html! {
        @for (place, word) in line.split(' ').enumerate() {
            @if place > 0 { " " }
            @if word.starts_with("https://") || word.starts_with("http://") {
                a href=(word) { (word) }
            } @else {
                (word)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_our_own_settings_costs_no_letter() {
        for code in [421, 451, 452, 530, 535, 538, 554] {
            assert!(!of_the_mailbox(code), "{code}");
        }
        assert!(of_the_mailbox(550) && of_the_mailbox(553));
    }

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
