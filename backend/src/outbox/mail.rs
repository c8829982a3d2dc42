//! Mail: a short notice with a link, in the reader's language, without a word of the request.

use lettre::message::Mailbox;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use podskazka_shared::access::action::TicketRead;
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
    if notice.what == "followed" && !still_reads(app, &notice).await.map_err(|e| e.to_string())? {
        return Ok(());
    }
    let address = store::people::address(&app.store, System::because("mail"), notice.to);
    let Some((to, lang)) = address.await.map_err(|e| e.to_string())? else {
        return Ok(());
    };
    let (subject, text) = words(&notice, lang, &app.config.origin());
    mailer.send(&to, subject, text).await
}

/// Whether who follows a request may read it still: an order may have ended since, or somebody become a parent.
async fn still_reads(app: &App, notice: &Notice) -> crate::problem::Result<bool> {
    let member = store::people::inviter(&app.store, System::LETTER, notice.to, app.clock.now()).await?;
    let Some(read) = member.and_then(|member| member.permit::<TicketRead>().ok()) else {
        return Ok(false);
    };
    Ok(store::tickets::find(&app.store, &read, notice.ticket)
        .await
        .is_ok())
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
    let happened = happened(what, lang);
    let text = match lang {
        Lang::Ru => {
            format!("{happened}.\n\nОткрыть: {link}\n\n{school_name}, помощь с электронным журналом\n")
        }
        Lang::En => {
            format!("{happened}.\n\nOpen: {link}\n\n{school_name}, help with the electronic journal\n")
        }
    };
    (format!("{happened}: {number}"), text)
}

fn happened(what: &str, lang: Lang) -> &'static str {
    let (ru, en) = match what {
        "answered" => ("На ваше обращение ответили", "Your request is answered"),
        "filed" => ("Для вас оформили обращение", "A request was filed for you"),
        "asked" => (
            "По вашему обращению нужно уточнение",
            "Your request needs a detail",
        ),
        "refused" => (
            "По вашему обращению принято решение",
            "Your request was decided on",
        ),
        "stopped" => (
            "Разговор по вашему обращению остановлен",
            "The conversation of your request was stopped",
        ),
        "handed_over" => (
            "Ваше обращение передано разработчику журнала",
            "Your request was handed over to the journal's vendor",
        ),
        "followed" => (
            "Новое в обращении, за которым вы следите",
            "News in a request that you follow",
        ),
        "objected" => (
            "Возражение на отказ ждёт решения",
            "An objection to a refusal waits for a decision",
        ),
        "consider_soon" => (
            "Скоро выйдет срок рассмотрения обращения",
            "The time to consider a request is nearly over",
        ),
        "consider_late" => (
            "Обращение не рассмотрено в срок",
            "A request was not considered in time",
        ),
        "answer_soon" => (
            "Скоро выйдет срок ответа на обращение",
            "The time to answer a request is nearly over",
        ),
        "answer_late" => (
            "На обращение не ответили в срок",
            "A request was not answered in time",
        ),
        _ => (
            "В вашем обращении новое сообщение",
            "Your request has a new message",
        ),
    };
    lang.pick(ru, en)
}
