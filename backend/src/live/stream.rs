//! One stream: what happened since, then what happens, as long as its reader may read.

use std::time::Duration;

use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::stream;
use podskazka_shared::access::action::{TicketRead, TicketWork};
use podskazka_shared::ids::{SchoolId, TicketId};
use podskazka_shared::live::{LiveChange, MOST_SECONDS, TicketsLive};
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

use super::{Seat, WHY, news};
use crate::access::Member;
use crate::app::App;
use crate::call::{self, Call};
use crate::problem::{Error, Result};
use crate::store;
use crate::store::live::{Place, Told};

/// How often it is asked whether the session holds; the reader's browser also learns that the server is there.
const CHECK: Duration = Duration::from_secs(15);
/// How many changes are read at once.
const PAGE: u64 = 200;
/// After how many milliseconds a browser comes again.
const RETRY: u32 = 3000;

type Chunk = std::result::Result<Bytes, Error>;

pub(super) async fn open(call: Call<TicketsLive>) -> Result<HttpResponse> {
    let member = call.member()?;
    let seat = call.app.live.seat(member.id);
    // Before the head is read, so that nothing falls between.
    let news = news(&call.app);
    let after = call
        .request
        .headers()
        .get("last-event-id")
        .and_then(|value| value.to_str().ok())
        .or(call.query.after.as_deref());
    let head = store::live::head(&call.app.store, WHY).await?;
    let (place, begins) = match after.map(str::parse::<Place>) {
        None => (head, "ready"),
        Some(Ok(place)) if store::live::is_known(&call.app.store, WHY, place).await? => (place, "ready"),
        Some(_) => (head, "resync"),
    };
    let seconds = call.query.seconds.unwrap_or(MOST_SECONDS);
    let (sender, receiver) = mpsc::channel(1);
    let stream = Stream {
        app: call.app.clone(),
        request: call.request.clone(),
        slug: call.params.school.to_string(),
        school: member.school.id,
        place,
        sender,
        until: Instant::now() + Duration::from_secs(seconds.into()),
        news,
        seat,
    };
    actix_web::rt::spawn(stream.run(begins));
    let body = stream::unfold(receiver, async |mut receiver| {
        let chunk: Chunk = receiver.recv().await?;
        Some((chunk, receiver))
    });
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // Neither we nor a proxy keep an event back to pack it with the next.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header(("X-Accel-Buffering", "no"))
        .streaming(body))
}

struct Stream {
    app: web::Data<App>,
    request: HttpRequest,
    slug: String,
    school: SchoolId,
    place: Place,
    sender: mpsc::Sender<Chunk>,
    until: Instant,
    news: watch::Receiver<Place>,
    seat: Seat,
}

/// Nobody listens any more, or may.
struct Over;

impl Stream {
    async fn run(mut self, begins: &str) {
        let first = format!(
            "retry: {RETRY}\nid: {}\nevent: {begins}\ndata: {{}}\n\n",
            self.place
        );
        let _: std::result::Result<(), Over> = async {
            self.send(first).await?;
            loop {
                while self.tell().await? {}
                if Instant::now() >= self.until {
                    return Err(Over);
                }
                self.wait().await?;
            }
        }
        .await;
    }

    async fn send(&self, text: String) -> std::result::Result<(), Over> {
        self.sender.send(Ok(Bytes::from(text))).await.map_err(|_| Over)
    }

    /// Who reads, as the database has it now; over when the session has ended.
    async fn reader(&self) -> std::result::Result<Member, Over> {
        let at = self.app.clock.now();
        call::still(&self.request, &self.app, &self.slug, at)
            .await
            .map_err(|_| Over)
    }

    async fn wait(&mut self) -> std::result::Result<(), Over> {
        let check = Instant::now() + CHECK;
        tokio::select! {
            changed = self.news.changed() => changed.map_err(|_| Over),
            () = tokio::time::sleep_until(check.min(self.until)) => {
                self.reader().await?;
                self.send(":\n\n".to_owned()).await
            }
            () = self.sender.closed() => Err(Over),
            () = self.seat.leave.notified() => Err(Over),
        }
    }

    /// Sends the next page of what has happened; tells whether there may be more.
    async fn tell(&mut self) -> std::result::Result<bool, Over> {
        let failed = |error: Error| {
            tracing::warn!(%error, "live");
            Over
        };
        let told = store::live::since(&self.app.store, WHY, self.school, self.place, PAGE);
        let told = told.await.map_err(failed)?;
        let Some(last) = told.last() else { return Ok(false) };
        let member = self.reader().await?;
        let read = member.permit::<TicketRead>().map_err(|_| Over)?;
        let work = member.permit::<TicketWork>().ok();
        let mut ids: Vec<TicketId> = told.iter().map(|told| told.ticket).collect();
        ids.sort_unstable();
        ids.dedup();
        let readable = store::live::readable(&self.app.store, &read, work.as_ref(), &ids);
        let readable = readable.await.map_err(failed)?;
        // Of those who do not work on it nobody learns what is internal.
        let open = |told: &&Told| match (readable.get(&told.ticket), told.event) {
            (None, _) => false,
            (Some(works), None) => *works,
            (Some(works), Some(event)) => *works || !event.is_internal(),
        };
        let text: String = told.iter().filter(open).map(event).collect();
        self.place = last.place;
        let more = told.len() == usize::try_from(PAGE).unwrap_or(usize::MAX);
        if !text.is_empty() {
            self.send(text).await?;
        }
        Ok(more)
    }
}

fn event(told: &Told) -> String {
    let change = LiveChange {
        ticket: told.ticket,
        event: told.event,
    };
    let data = serde_json::to_string(&change).unwrap_or_default();
    format!("id: {}\nevent: ticket\ndata: {data}\n\n", told.place)
}
