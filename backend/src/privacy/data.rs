//! Sends everything about a person while it is read, so that a long history needs no memory.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Bytes;
use chrono::{DateTime, Utc};
use futures_util::stream;
use podskazka_shared::privacy::{DataFormat, MeData};
use podskazka_shared::text::Lang;
use serde::Serialize;
use tokio::sync::mpsc;

use super::html;
use crate::call::Call;
use crate::problem::Result;
use crate::store::privacy::Reader;

/// How many parts wait for a slow reader before the database is asked for more.
const AHEAD: usize = 2;

type Chunk = std::result::Result<Bytes, std::io::Error>;

/// Answers with the parts as they come. What fails on the way breaks the answer off, so that nobody takes it for whole.
pub(super) async fn send(call: Call<MeData>) -> Result<HttpResponse> {
    let format = call.query.format.unwrap_or_default();
    let reader = Reader::of(&call.app.store, call.person()?).await?;
    // The first part is read before the answer begins, so that a failure still has a status.
    let account = reader.account().await?;
    let (sender, receiver) = mpsc::channel::<Chunk>(AHEAD);
    let out = Out {
        format,
        lang: call.lang,
        sender,
        items: 0,
    };
    let at = call.at;
    actix_web::rt::spawn(async move {
        let sender = out.sender.clone();
        if let Err(Stopped::Failed(error)) = parts(out, &reader, &account, at).await {
            tracing::warn!(%error, "somebody's own data could not be read to the end");
            let broken = std::io::Error::other("the data could not be read to the end");
            let _ = sender.send(Err(broken)).await;
        }
    });
    let body = stream::unfold(receiver, async |mut receiver| {
        let chunk = receiver.recv().await?;
        Some((chunk, receiver))
    });
    let (kind, file) = match format {
        DataFormat::Json => ("application/json", "my-data.json"),
        DataFormat::Html => ("text/html; charset=utf-8", "my-data.html"),
    };
    Ok(HttpResponse::Ok()
        .content_type(kind)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{file}\""),
        ))
        .streaming(body))
}

/// Why the sending ended early.
enum Stopped {
    /// Nobody listens any more.
    Left,
    Failed(crate::problem::Error),
}

impl From<crate::problem::Error> for Stopped {
    fn from(error: crate::problem::Error) -> Self {
        Self::Failed(error)
    }
}

async fn parts(
    mut out: Out,
    reader: &Reader,
    account: &podskazka_shared::privacy::DataAccount,
    at: DateTime<Utc>,
) -> std::result::Result<(), Stopped> {
    out.begin(at).await?;
    out.part("account", account).await?;
    out.list("cards").await?;
    for card in reader.cards().await? {
        out.item(&card).await?;
    }
    out.end_list().await?;
    out.list("requests").await?;
    let mut after = None;
    loop {
        let requests = reader.requests(after).await?;
        let Some(last) = requests.last() else { break };
        after = Some(last.id);
        for request in &requests {
            out.item(request).await?;
        }
    }
    out.end_list().await?;
    out.list("words").await?;
    let mut after = None;
    loop {
        let words = reader.words(after).await?;
        let Some(last) = words.last() else { break };
        after = Some(last.id);
        for word in &words {
            out.item(word).await?;
        }
    }
    out.end_list().await?;
    out.list("trail").await?;
    let mut after = None;
    loop {
        let (lines, last) = reader.trail(after).await?;
        if last.is_none() {
            break;
        }
        after = last;
        for line in &lines {
            out.item(line).await?;
        }
    }
    out.end_list().await?;
    out.list("technical").await?;
    for note in reader.technical().await? {
        out.item(&note).await?;
    }
    out.end_list().await?;
    out.end().await
}

/// Writes the parts in the form that was asked for. Both forms are made of the same values.
struct Out {
    format: DataFormat,
    lang: Lang,
    sender: mpsc::Sender<Chunk>,
    /// How many items the list has so far.
    items: u64,
}

impl Out {
    async fn text(&self, text: String) -> std::result::Result<(), Stopped> {
        let sent = self.sender.send(Ok(Bytes::from(text))).await;
        sent.map_err(|_| Stopped::Left)
    }

    fn json(value: &impl Serialize) -> std::result::Result<serde_json::Value, Stopped> {
        serde_json::to_value(value).map_err(|error| Stopped::Failed(crate::problem::Error::internal(error)))
    }

    async fn begin(&self, at: DateTime<Utc>) -> std::result::Result<(), Stopped> {
        self.text(match self.format {
            DataFormat::Json => format!("{{\"made_at\":{}", Self::json(&at)?),
            DataFormat::Html => html::begin(self.lang, at),
        })
        .await
    }

    async fn part(&self, name: &str, value: &impl Serialize) -> std::result::Result<(), Stopped> {
        let value = Self::json(value)?;
        self.text(match self.format {
            DataFormat::Json => format!(",\"{name}\":{value}"),
            DataFormat::Html => html::part(self.lang, name, &value),
        })
        .await
    }

    async fn list(&mut self, name: &str) -> std::result::Result<(), Stopped> {
        self.items = 0;
        self.text(match self.format {
            DataFormat::Json => format!(",\"{name}\":["),
            DataFormat::Html => html::list(self.lang, name),
        })
        .await
    }

    async fn item(&mut self, value: &impl Serialize) -> std::result::Result<(), Stopped> {
        let value = Self::json(value)?;
        let comma = if self.items == 0 { "" } else { "," };
        self.items += 1;
        self.text(match self.format {
            DataFormat::Json => format!("{comma}{value}"),
            DataFormat::Html => html::item(self.lang, &value),
        })
        .await
    }

    async fn end_list(&self) -> std::result::Result<(), Stopped> {
        self.text(match self.format {
            DataFormat::Json => "]".to_owned(),
            DataFormat::Html => html::end_list(self.lang, self.items),
        })
        .await
    }

    async fn end(&self) -> std::result::Result<(), Stopped> {
        self.text(match self.format {
            DataFormat::Json => "}".to_owned(),
            DataFormat::Html => "</main></body></html>".to_owned(),
        })
        .await
    }
}
