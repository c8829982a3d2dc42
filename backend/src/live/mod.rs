//! Requests told as they change, and who is answering one.

mod stream;

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use podskazka_shared::access::action::{TicketRead, TicketWork};
use podskazka_shared::ids::MemberId;
use podskazka_shared::live::{
    ANSWERING_MILLIS, Answering, TicketsAnswering, TicketsAnsweringFind, TicketsLive,
};
use tokio::sync::{Notify, watch};

use crate::access::{Permit, System};
use crate::api::{Api, Done};
use crate::app::App;
use crate::call::Call;
use crate::problem::Result;
use crate::store;
use crate::store::live::Place;

/// How often it is looked whether something has settled, while anybody listens.
const EVERY: Duration = Duration::from_millis(500);
/// The most streams of one person in a process: a browser needs one.
const MOST: usize = 6;

const WHY: System = System::because("live");

pub(crate) fn endpoints(api: &mut Api) {
    api.stream::<TicketsLive, _, _>(stream::open);
    api.serve::<TicketsAnswering, _, _>(answer);
    api.serve::<TicketsAnsweringFind, _, _>(find);
}

/// The streams of a process.
#[derive(Debug)]
pub struct Live {
    head: watch::Sender<Place>,
    watched: AtomicBool,
    open: Mutex<HashMap<MemberId, VecDeque<Arc<Notify>>>>,
}

impl Default for Live {
    fn default() -> Self {
        Self {
            head: watch::Sender::new(Place::default()),
            watched: AtomicBool::new(false),
            open: Mutex::new(HashMap::new()),
        }
    }
}

/// A stream's seat, given back when it ends.
struct Seat {
    live: Arc<Live>,
    member: MemberId,
    /// Told when a newer stream needs the seat.
    leave: Arc<Notify>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = self.live.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(seats) = open.get_mut(&self.member) {
            seats.retain(|seat| !Arc::ptr_eq(seat, &self.leave));
            if seats.is_empty() {
                open.remove(&self.member);
            }
        }
    }
}

impl Live {
    /// A seat for a stream. Of a browser that went the server may not know yet: when there are too many, the oldest ends.
    fn seat(self: &Arc<Self>, member: MemberId) -> Seat {
        let leave = Arc::new(Notify::new());
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let seats = open.entry(member).or_default();
        if seats.len() >= MOST
            && let Some(oldest) = seats.pop_front()
        {
            oldest.notify_one();
        }
        seats.push_back(Arc::clone(&leave));
        Seat {
            live: Arc::clone(self),
            member,
            leave,
        }
    }
}

/// Wakes when something has settled. One look at the database serves all streams of the process, and none is taken while nobody
/// listens: a notification of the database would make its commits wait for each other.
fn news(app: &App) -> watch::Receiver<Place> {
    let receiver = app.live.head.subscribe();
    if !app.live.watched.swap(true, Ordering::AcqRel) {
        tokio::spawn(look(app.clone()));
    }
    receiver
}

async fn look(app: App) {
    let live = &app.live;
    loop {
        tokio::time::sleep(EVERY).await;
        if live.head.receiver_count() == 0 {
            live.watched.store(false, Ordering::Release);
            // Somebody may have come just now, and seen that it is watched.
            if live.head.receiver_count() == 0 || live.watched.swap(true, Ordering::AcqRel) {
                return;
            }
        }
        match store::live::head(&app.store, WHY).await {
            Ok(head) => {
                live.head.send_if_modified(|last| {
                    let newer = *last != head;
                    *last = head;
                    newer
                });
            }
            Err(error) => tracing::warn!(%error, "live"),
        }
    }
}

async fn answer(call: Call<TicketsAnswering>) -> Result<Done<Answering>> {
    let (read, permit): (Permit<TicketRead>, Permit<TicketWork>) = (call.member()?.permit()?, call.permit()?);
    let at = call.at;
    let until = at + Duration::from_millis(ANSWERING_MILLIS);
    let answering = call.body.answering;
    let others = call
        .app
        .store
        .write(async |tx| {
            let found = store::tickets::find(tx, &read, call.params.ticket).await?;
            let ticket = permit.grant(found.into_row())?;
            match answering {
                true => store::live::begin_answering(tx, &ticket, &permit, (at, until)).await?,
                false => store::live::end_answering(tx, &ticket, &permit, at).await?,
            }
            store::live::answering(tx, &ticket, &permit, at).await
        })
        .await?;
    Ok(Done::new(Answering { others }))
}

async fn find(call: Call<TicketsAnsweringFind>) -> Result<Done<Answering>> {
    let (read, permit): (Permit<TicketRead>, Permit<TicketWork>) = (call.member()?.permit()?, call.permit()?);
    let found = store::tickets::find(&call.app.store, &read, call.params.ticket).await?;
    let ticket = permit.grant(found.into_row())?;
    let others = store::live::answering(&call.app.store, &ticket, &permit, call.at).await?;
    Ok(Done::new(Answering { others }))
}
