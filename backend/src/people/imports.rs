//! Files of people: looked at, kept for an hour, applied in one transaction.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use chrono::{DateTime, Duration, Utc};
use podskazka_shared::access::action::PeopleEdit;
use podskazka_shared::check::{FieldError, FieldErrorKind};
use podskazka_shared::classes::ClassName;
use podskazka_shared::endpoint::address;
use podskazka_shared::ids::ImportId;
use podskazka_shared::page::Page;
use podskazka_shared::people::imports::{
    Import, ImportCounts, ImportPath, ImportRow, ImportState, ImportsApply, ImportsCreate, ImportsFind,
    ImportsRows, Progress, RowKind,
};
use podskazka_shared::people::plan::{Cards, Importer, Plan, plan};
use podskazka_shared::people::table::{self, PeopleTable, Read, RowError};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::text::Lang;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::access::{Member, Permit};
use crate::api::{Api, Done};
use crate::call::Call;
use crate::clock::new_id;
use crate::problem::{Error, Result};
use crate::schedules::{Source, text};
use crate::store::idempotency::{self, Claim};
use crate::store::people::end;
use crate::store::people::imports::{self, Job, Kept, NewRow};
use crate::store::{Audit, Db};

/// How long a file waits to be applied.
const KEPT: Duration = Duration::hours(1);
/// The most letters of a file.
const MAX_LETTERS: usize = 3 * 1024 * 1024;

pub(super) fn endpoints(api: &mut Api) {
    api.serve::<ImportsCreate, _, _>(create);
    api.serve::<ImportsFind, _, _>(find);
    api.serve::<ImportsRows, _, _>(rows);
    api.serve::<ImportsApply, _, _>(apply);
}

/// What was told of a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Preview {
    counts: ImportCounts,
    new_classes: Vec<ClassName>,
    ignored: Vec<String>,
}

/// How far the imports are that this process applies now. Only a hint for their senders: it is gone with the process, and
/// the transaction with it.
static RUNNING: LazyLock<Mutex<HashMap<ImportId, Progress>>> = LazyLock::new(Mutex::default);

fn running<T>(with: impl FnOnce(&mut HashMap<ImportId, Progress>) -> T) -> T {
    with(&mut RUNNING.lock().unwrap_or_else(PoisonError::into_inner))
}

fn field_errors(pointer: &str, errors: &[RowError], lang: Lang) -> Error {
    let field = |error: &RowError| FieldError {
        pointer: pointer.to_owned(),
        kind: FieldErrorKind::Table {
            code: error.kind.code().to_owned(),
        },
        detail: error.kind.text(lang),
        row: error.row,
        column: error.column,
    };
    Error::invalid(errors.iter().map(field).collect())
}

/// Compares a file with the school as it is.
async fn look(
    db: &impl Db,
    permit: &Permit<PeopleEdit>,
    member: &Member,
    table: &PeopleTable,
    unread: &[String],
) -> Result<(Cards, Result<Plan, Vec<RowError>>)> {
    let cards = imports::known(db, permit).await?;
    let importer = Importer {
        member: member.id,
        capacities: member.capacities.clone(),
    };
    let plan = plan(table, unread, &cards, &importer);
    Ok((cards, plan))
}

fn preview(plan: &Plan, table: &PeopleTable) -> Result<serde_json::Value> {
    let preview = Preview {
        counts: plan.counts(),
        new_classes: plan.new_classes.clone(),
        ignored: table.ignored.clone(),
    };
    serde_json::to_value(preview).map_err(Error::internal)
}

/// The digest of what the plan does with rows, and that of who is missing, which matters only when those are to end.
fn digest(plan: &Plan, cards: &Cards) -> Vec<u8> {
    let missing: Vec<_> = plan
        .missing
        .iter()
        .filter_map(|index| Some(cards.known.get(*index)?.id))
        .collect();
    let does: Vec<_> = plan
        .people
        .iter()
        .map(|planned| {
            let known = planned.known.and_then(|index| Some(cards.known.get(index)?.id));
            let lost = (&planned.lost_ties, &planned.lost_classes);
            (planned.kind, known, &planned.fields, &planned.roles, lost)
        })
        .collect();
    let all = format!("{does:?}{:?}{:?}{:?}", plan.tie, plan.untie, plan.new_classes);
    let missing = format!("{missing:?}");
    let halves = [Sha256::digest(all.as_bytes()), Sha256::digest(missing.as_bytes())];
    halves.concat()
}

async fn create(call: Call<ImportsCreate>) -> Result<Done<Import>> {
    let (member, permit, once) = (call.member()?, call.permit()?, call.once()?);
    let source = Source::of(call.body.text.as_deref(), call.body.file.as_deref());
    let pointer = source.pointer();
    let wrong = |errors: Vec<RowError>| field_errors(pointer, &errors, call.lang);
    let Read {
        table,
        mut errors,
        unread,
    } = table::read(&text(source, MAX_LETTERS)?).map_err(wrong)?;
    let (cards, planned) = look(&call.app.store, &permit, member, &table, &unread).await?;
    // The bad rows are told all at once, whatever is wrong with them.
    let plan = match planned {
        Ok(plan) if errors.is_empty() => plan,
        Ok(_) => return Err(wrong(errors)),
        Err(more) => {
            errors.extend(more);
            errors.sort_by_key(|error| (error.row, error.column));
            return Err(wrong(errors));
        }
    };
    let kept = Kept {
        id: new_id(call.at),
        applied: false,
        preview: preview(&plan, &table)?,
        digest: digest(&plan, &cards),
        created_at: call.at,
        expires_at: call.at + KEPT,
        version: 1,
    };
    let content = serde_json::to_string(&table).map_err(Error::internal)?;
    let rows = listed(&table, &cards, &plan);
    let id = call
        .app
        .store
        .write(async |tx| {
            if let Claim::Done(done) = idempotency::claim(tx, &permit, once, kept.id.0, call.at).await? {
                return Ok(ImportId(done));
            }
            let id = kept.id;
            imports::check_quota(tx, &permit, call.app.config.uploads_per_hour, call.at).await?;
            imports::insert(tx, &permit, kept.clone(), content.clone(), &rows).await?;
            Audit::of(&permit, call.at)
                .on(id.0)
                .fields(&["import"])
                .write(tx)
                .await?;
            Ok(id)
        })
        .await?;
    let path = ImportPath {
        school: call.params.school.clone(),
        import: id,
    };
    let import = view(&call.app.store, &permit, id, call.at).await?;
    Ok(shown(import).location(address::<ImportsFind>(&path, &Default::default())))
}

fn shown(import: Import) -> Done<Import> {
    let version = import.version;
    Done::new(import).version(version)
}

/// An import as its sender sees it.
///
/// # Errors
/// `not_found` when there is none, or somebody else sent it.
pub async fn view(
    db: &impl Db,
    permit: &Permit<PeopleEdit>,
    id: ImportId,
    at: DateTime<Utc>,
) -> Result<Import> {
    told(&imports::find(db, permit, id, at).await?)
}

fn told(kept: &Kept) -> Result<Import> {
    let preview: Preview = serde_json::from_value(kept.preview.clone()).map_err(Error::internal)?;
    let progress = running(|all| all.get(&kept.id).copied()).filter(|_| !kept.applied);
    Ok(Import {
        id: kept.id,
        state: match (kept.applied, progress) {
            (true, _) => ImportState::Done,
            (false, Some(_)) => ImportState::Running,
            (false, None) => ImportState::Ready,
        },
        counts: preview.counts,
        new_classes: preview.new_classes,
        ignored: preview.ignored,
        progress,
        created_at: kept.created_at,
        expires_at: kept.expires_at,
        version: kept.version,
    })
}

async fn find(call: Call<ImportsFind>) -> Result<Done<Import>> {
    let import = view(&call.app.store, &call.permit()?, call.params.import, call.at).await?;
    Ok(shown(import))
}

async fn rows(call: Call<ImportsRows>) -> Result<Done<Page<ImportRow>>> {
    let (store, permit) = (&call.app.store, call.permit()?);
    let kept = imports::find(store, &permit, call.params.import, call.at).await?;
    Ok(Done::new(
        imports::rows(store, &permit, &kept, &call.query).await?,
    ))
}

/// What becomes of each row, and then the missing.
fn listed(table: &PeopleTable, cards: &Cards, plan: &Plan) -> Vec<NewRow> {
    let row = |(row, planned): (&table::PersonRow, &podskazka_shared::people::plan::Planned)| NewRow {
        kind: planned.kind,
        line: Some(row.row),
        member: planned.known.and_then(|index| Some(cards.known.get(index)?.id)),
        external_id: row.external_id.clone(),
        name: row.name.clone(),
        fields: planned.fields.iter().map(|field| (*field).to_owned()).collect(),
        lost_ties: planned.lost_ties.clone(),
        lost_classes: planned.lost_classes.clone(),
    };
    let missing = plan.missing.iter().filter_map(|index| {
        Some(NewRow {
            kind: RowKind::Missing,
            line: None,
            member: Some(cards.known.get(*index)?.id),
            // It stands on the card alone, which may be erased in the meantime.
            external_id: String::new(),
            name: String::new(),
            fields: Vec::new(),
            lost_ties: Vec::new(),
            lost_classes: Vec::new(),
        })
    });
    let mut all: Vec<NewRow> = table.rows.iter().zip(&plan.people).map(row).collect();
    all.extend(missing);
    all
}

/// What came of an application.
enum Applied {
    Done,
    /// It would do something else now: this is what is kept of it instead.
    Changed(Kept, Vec<NewRow>),
}

async fn apply(call: Call<ImportsApply>) -> Result<Done<Import>> {
    let (id, at) = (call.params.import, call.at);
    // In a task of its own: it goes on when the sender stops waiting.
    let work = actix_web::rt::spawn(async move {
        let outcome = work(&call).await;
        running(|all| all.remove(&id));
        let permit = call.permit()?;
        match outcome? {
            Applied::Done => view(&call.app.store, &permit, id, at).await,
            Applied::Changed(kept, rows) => {
                let store = &call.app.store;
                store
                    .write(async |tx| imports::look_again(tx, &permit, &kept, &rows).await)
                    .await?;
                Err(Error::stale(&view(store, &permit, id, at).await?))
            }
        }
    });
    Ok(shown(work.await.map_err(Error::internal)??))
}

async fn work(call: &Call<ImportsApply>) -> Result<Applied> {
    let (member, permit, version) = (call.member()?, call.permit()?, call.version()?);
    let id = call.params.import;
    let mut changed = None;
    let done = call
        .app
        .store
        .write(async |tx| {
            let mut kept = imports::find(tx, &permit, id, call.at).await?;
            let content = imports::content(tx, &permit, &kept).await?;
            let content = content.ok_or(ProblemKind::WrongState)?;
            let table: PeopleTable = serde_json::from_str(&content).map_err(Error::internal)?;
            if !imports::claim(tx, &permit, id, version).await? {
                return Err(Error::stale(&view(tx, &permit, id, call.at).await?));
            }
            end::hold_school(tx, &permit).await?;
            let (cards, planned) = look(tx, &permit, member, &table, &[]).await?;
            // A right or a card that the file needs is gone: the sender sees the errors when the file is read again.
            let plan = planned.map_err(|errors| field_errors("", &errors, call.lang))?;
            let now = digest(&plan, &cards);
            let end = call.body.end_missing.is_some();
            let matters = if end { now.len() } else { now.len() / 2 };
            if now.get(..matters) != kept.digest.get(..matters) {
                kept.preview = preview(&plan, &table)?;
                kept.digest = now;
                changed = Some((kept, listed(&table, &cards, &plan)));
                return Err(ProblemKind::Stale.into());
            }
            let missing = plan.counts().missing;
            if call.body.end_missing.is_some_and(|told| told != missing) {
                let max = i64::from(missing);
                let kind = FieldErrorKind::OutOfRange { min: max, max };
                return Err(Error::field("/end_missing", kind));
            }
            let total = u32::try_from(imports::steps(&plan)).unwrap_or(u32::MAX);
            let tell = |done: usize| {
                let done = u32::try_from(done).unwrap_or(total);
                running(|all| all.insert(id, Progress { done, total }));
            };
            tell(0);
            let job = Job {
                table: &table,
                cards: &cards,
                plan: &plan,
                end_missing: end,
            };
            imports::apply(tx, &permit, job, call.at, &tell).await?;
            Audit::of(&permit, call.at)
                .on(id.0)
                .fields(&["applied"])
                .write(tx)
                .await
        })
        .await;
    match (changed, done) {
        (Some((kept, rows)), _) => Ok(Applied::Changed(kept, rows)),
        (None, done) => done.map(|()| Applied::Done),
    }
}
