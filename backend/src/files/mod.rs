//! Files of requests: they come before the message that names them, go with it, and are read by whoever reads it.

pub(crate) mod disk;
mod kind;
mod office;
mod picture;
mod receive;
pub(crate) mod send;
mod text;
mod tidy;

use std::sync::Mutex;

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use podskazka_shared::access::action::{TicketNote, TicketWork};
use podskazka_shared::endpoint::{Endpoint, address};
use podskazka_shared::files::{
    FilesCreate, FilesFind, FilesTakeBack, MAX_BYTES, MeDataFile, StoredFile, TicketsFile, UploadPath,
    clean_name,
};
use podskazka_shared::ids::FileId;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schools::SchoolPath;
use tokio::sync::Semaphore;

use crate::api::{Api, Done};
use crate::call::Call;
use crate::clock::new_id;
use crate::config::Config;
use crate::problem::{Error, Result};
use crate::store::files::{NewFile, Quota};
use crate::store::idempotency::{self, Claim};
use crate::store::{self, Audit};

pub use disk::Disk;
pub use send::POLICY;
pub use tidy::{take_away, tidy};

/// How many files one process looks at at once.
const AT_ONCE: usize = 4;

/// What a process keeps of files.
#[derive(Debug)]
pub(crate) struct Kept {
    examining: Semaphore,
    /// When the disk was last looked through.
    walked: Mutex<Option<DateTime<Utc>>>,
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            examining: Semaphore::new(AT_ONCE),
            walked: Mutex::default(),
        }
    }
}

/// The endpoints of this feature.
pub fn endpoints(api: &mut Api) {
    api.receive::<FilesCreate, _, _>(create);
    api.stream::<FilesFind, _, _>(find);
    api.serve::<FilesTakeBack, _, _>(take_back);
    api.stream::<TicketsFile, _, _>(of_ticket);
    api.stream::<MeDataFile, _, _>(of_person);
}

fn quota(config: &Config) -> Quota {
    Quota {
        bytes: i64::from(config.files_megabytes) * 1024 * 1024,
        per_day: config.files_per_day.into(),
    }
}

async fn create(call: Call<FilesCreate>, payload: web::Payload) -> Result<Done<StoredFile>> {
    let (app, permit, at) = (&call.app, call.permit()?, call.at);
    let (disk, quota) = (Disk::of(&app.config), quota(&app.config));
    // A look before anything is read: who has no room left sends nothing.
    let room = match store::files::room(&app.store, &permit, quota, at).await {
        Ok(room) => u64::try_from(room).map_err(Error::internal)?,
        // What was sent before may be sent again, so that a lost answer is no harm.
        Err(refused) => {
            match idempotency::is_known(&app.store, &permit, FilesCreate::NAME, call.key()?, at).await? {
                true => MAX_BYTES,
                false => return Err(refused),
            }
        }
    };
    let received = receive::receive(
        &call.request,
        payload,
        (&disk, &app.limits.files.examining),
        (&call.query.name, room),
        app.config.read_timeout(),
    )
    .await?;
    let once = call.once_of(&[call.query.name.as_bytes(), &received.came])?;
    let fresh: FileId = new_id(at);
    let new = NewFile {
        id: fresh,
        name: clean_name(&call.query.name, received.kind),
        kind: received.kind,
        size: i64::try_from(received.size).map_err(Error::internal)?,
        hash: received.hash,
    };
    let coming = received.coming;
    let id = app
        .store
        .write(async |tx| {
            store::files::hold_owner(tx, &permit).await?;
            let room = store::files::room(tx, &permit, quota, at).await;
            if let Claim::Done(done) = idempotency::claim(tx, &permit, &once, fresh.0, at).await? {
                return Ok(FileId(done));
            }
            if room? < new.size {
                return Err(ProblemKind::FileSpaceExceeded.into());
            }
            store::files::hold_content(tx, &permit, &new.hash, at).await?;
            let (disk, hash) = (disk.clone(), new.hash.clone());
            tokio::task::spawn_blocking(move || disk.place(coming, &hash))
                .await
                .map_err(Error::internal)?
                .map_err(disk::failed)?;
            store::files::insert(tx, &permit, new, at).await?;
            let audit = Audit::of(&permit, at).on(fresh.0).fields(&["file"]);
            audit.write(tx).await?;
            Ok(fresh)
        })
        .await?;
    let file = store::files::own(&app.store, &permit, id, false).await?.dto();
    let SchoolPath { school } = call.params.clone();
    let location = address::<FilesFind>(&UploadPath { school, file: id }, &Default::default());
    Ok(Done::new(file).location(location))
}

async fn find(call: Call<FilesFind>) -> Result<HttpResponse> {
    let row = store::files::own(&call.app.store, &call.permit()?, call.params.file, true).await?;
    let inline = call.query.inline.unwrap_or_default();
    send::send(&call.request, &Disk::of(&call.app.config), &row, inline).await
}

async fn take_back(call: Call<FilesTakeBack>) -> Result<Done<()>> {
    let (permit, at) = (call.permit()?, call.at);
    call.app
        .store
        .write(async |tx| {
            let row = store::files::own(tx, &permit, call.params.file, true).await?;
            if !store::files::take_back(tx, &row, at).await? {
                return Err(ProblemKind::NotFound.into());
            }
            let audit = Audit::of(&permit, at).on(row.id.0).fields(&["file", "take_back"]);
            audit.write(tx).await
        })
        .await?;
    Ok(Done::new(()))
}

async fn of_ticket(call: Call<TicketsFile>) -> Result<HttpResponse> {
    let (member, store) = (call.member()?, &call.app.store);
    let ticket = store::tickets::find(store, &call.permit()?, call.params.ticket).await?;
    let notes = member.permit::<TicketNote>();
    let notes = notes.is_ok_and(|permit| permit.grant((*ticket).clone()).is_ok());
    let works = member.permit::<TicketWork>();
    let works = works.is_ok_and(|permit| permit.grant((*ticket).clone()).is_ok());
    let row = store::files::of_ticket(store, &ticket, (notes, works), call.params.file).await?;
    let inline = call.query.inline.unwrap_or_default();
    send::send(&call.request, &Disk::of(&call.app.config), &row, inline).await
}

async fn of_person(call: Call<MeDataFile>) -> Result<HttpResponse> {
    let row = store::files::of_person(&call.app.store, call.person()?, call.params.file).await?;
    send::send(&call.request, &Disk::of(&call.app.config), &row, false).await
}
