//! Mail: a short notice with a link, in the reader's language, without a word of the request.

use lettre::message::Mailbox;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use podskazka_shared::ids::{MemberId, TicketId};
use podskazka_shared::text::Lang;
use serde::Deserialize;
use serde_json::Value;

use crate::access::System;
use crate::app::App;
use crate::config::Config;
use crate::store;

/// How long one mail may take.
const TIMEOUT: std::time::Duration = std::time::Duration::from_secs(20);

/// The way out for mail.
#[derive(Debug, Clone)]
pub struct Mailer {
    smtp: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
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

    /// Sends one letter; to what is no address there is nothing to send.
    ///
    /// # Errors
    /// What the mail server says.
    pub async fn send(&self, to: &str, subject: String, text: String) -> Result<(), String> {
        let Ok(to) = to.parse::<Mailbox>() else {
            return Ok(());
        };
        let message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(subject)
            .body(text);
        let message = message.map_err(|e| e.to_string())?;
        self.smtp.send(message).await.map(drop).map_err(|e| e.to_string())
    }
}

#[derive(Deserialize)]
struct Notice {
    what: String,
    to: MemberId,
    number: String,
    ticket: TicketId,
    school: String,
    school_name: String,
}

/// Sends a notice. Without a mail server, or to somebody without an address, there is nothing to send.
pub(super) async fn send(app: &App, mailer: Option<&Mailer>, payload: &Value) -> Result<(), String> {
    let Some(mailer) = mailer else { return Ok(()) };
    let notice: Notice = serde_json::from_value(payload.clone()).map_err(|e| e.to_string())?;
    let address = store::people::address(&app.store, System::because("mail"), notice.to);
    let Some((to, lang)) = address.await.map_err(|e| e.to_string())? else {
        return Ok(());
    };
    let (subject, text) = words(&notice, lang, &app.config.origin());
    mailer.send(&to, subject, text).await
}

fn words(notice: &Notice, lang: Lang, origin: &str) -> (String, String) {
    let Notice {
        what,
        number,
        ticket,
        school,
        school_name,
        ..
    } = notice;
    let link = format!("{origin}/s/{school}/tickets/{ticket}");
    match lang {
        Lang::Ru => {
            let happened = match what.as_str() {
                "answered" => "На ваше обращение ответили",
                "filed" => "Для вас оформили обращение",
                "asked" => "По вашему обращению нужно уточнение",
                _ => "В вашем обращении новое сообщение",
            };
            let text =
                format!("{happened}.\n\nОткрыть: {link}\n\n{school_name}, помощь с электронным журналом\n");
            (format!("{happened}: {number}"), text)
        }
        Lang::En => {
            let happened = match what.as_str() {
                "answered" => "Your request is answered",
                "filed" => "A request was filed for you",
                "asked" => "Your request needs a detail",
                _ => "Your request has a new message",
            };
            let text =
                format!("{happened}.\n\nOpen: {link}\n\n{school_name}, help with the electronic journal\n");
            (format!("{happened}: {number}"), text)
        }
    }
}
