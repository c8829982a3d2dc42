//! Conduct in the conversations of the desk (F1-F3): either side reports the other, whoever stands above the helper decides.
//!
//! Until the decision a report is nowhere but in its own rows, and those are read by its reporter and by who decides alone. What
//! the school's lists, counters, search, streams, trail and exports show does not change by it.

mod decide;
mod file;
mod letter;

use podskazka_shared::access::ActionType;
use podskazka_shared::access::action::{ConductDecide, ConductFile, ConductRead, SchoolRead, TicketRead};
use podskazka_shared::conduct::decision::ClosableChannel;
use podskazka_shared::conduct::{
    ConductAbout, ConductAct, ConductAsk, ConductCreate, ConductDecided, ConductFind, ConductLift,
    ConductList, ConductOutcomes, ConductReply, ConductReport, ConductRoute, ConductSend, ConductState,
    ConductSummary, ConductTold, Founder,
};
use podskazka_shared::ids::{ConductId, MemberId};
use podskazka_shared::page::Page;
use podskazka_shared::problem::ProblemKind;

use crate::access::{Member, Permit};
use crate::api::{Api, Done};
use crate::app::App;
use crate::call::Call;
use crate::problem::Result;
use crate::store::conduct::ConductRow;
use crate::store::{self, Db};

pub use file::{Filing, file};
pub(crate) use letter::{late, send_to_founder};

/// The endpoints of this feature.
pub fn endpoints(api: &mut Api) {
    api.serve::<ConductList, _, _>(list);
    api.serve::<ConductCreate, _, _>(file::create);
    api.serve::<ConductOutcomes, _, _>(outcomes);
    api.serve::<ConductFind, _, _>(find);
    api.serve::<ConductAsk, _, _>(decide::ask);
    api.serve::<ConductReply, _, _>(decide::reply);
    api.serve::<ConductDecided, _, _>(decide::decide);
    api.serve::<ConductLift, _, _>(decide::lift);
    api.serve::<ConductSend, _, _>(decide::send);
}

async fn list(call: Call<ConductList>) -> Result<Done<Page<ConductSummary>>> {
    let (permit, me) = (call.permit()?, call.member()?.id);
    let page = store::conduct::list(&call.app.store, &permit, &call.query).await?;
    Ok(Done::new(Page {
        items: page.items.iter().map(|row| row.summary(me)).collect(),
        next: page.next,
    }))
}

async fn find(call: Call<ConductFind>) -> Result<Done<ConductReport>> {
    answered(view(&call.app, call.member()?, call.params.report, call.at).await?)
}

async fn outcomes(call: Call<ConductOutcomes>) -> Result<Done<Page<ConductTold>>> {
    Ok(Done::new(Page {
        items: store::conduct::told(&call.app.store, &call.permit()?).await?,
        next: None,
    }))
}

fn answered(report: ConductReport) -> Result<Done<ConductReport>> {
    let version = report.summary.version;
    Ok(Done::new(report).version(version))
}

/// The version of a report, for who may do this with it.
///
/// # Errors
/// `not_found`, `forbidden`.
pub async fn version<A: ActionType>(db: &impl Db, member: &Member, id: ConductId) -> Result<i64> {
    let read: Permit<ConductRead> = member.permit()?;
    let row = store::conduct::find(db, &read, id).await?.into_row();
    Ok(member.permit::<A>()?.grant(row)?.version)
}

/// A report as this reader may see it.
///
/// # Errors
/// `not_found` when there is none for this reader.
pub async fn view(
    app: &App,
    member: &Member,
    id: ConductId,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<ConductReport> {
    let (db, read): (_, Permit<ConductRead>) = (&app.store, member.permit()?);
    let report = store::conduct::find(db, &read, id).await?;
    let words = store::conduct::words(db, &report).await?;
    let founder = match report.route == ConductRoute::Founder {
        true => {
            let school = store::schools::find(db, &member.permit::<SchoolRead>()?).await?;
            Some(Founder {
                name: school.conduct.founder,
                email: school.conduct.founder_email,
                asked_at: report.asked_at,
                sent_at: report.sent_at,
            })
        }
        false => None,
    };
    let decides = granted::<ConductDecide>(member, &report);
    Ok(ConductReport {
        summary: report.summary(member.id),
        about: about(app, member, &report).await?,
        message: report.message.clone(),
        text: report.body.clone(),
        wish: report.wish.clone(),
        words,
        decision: report.decided(decides),
        may: may(app, member, &report, founder.as_ref(), now),
        founder,
    })
}

fn granted<A: ActionType>(member: &Member, report: &ConductRow) -> bool {
    let permit = member.permit::<A>();
    permit.is_ok_and(|permit| permit.grant(report.clone()).is_ok())
}

/// What the reader may do with a report now.
fn may(
    app: &App,
    member: &Member,
    report: &ConductRow,
    founder: Option<&Founder>,
    now: chrono::DateTime<chrono::Utc>,
) -> Vec<ConductAct> {
    let decides = granted::<ConductDecide>(member, report);
    let files = granted::<ConductFile>(member, report);
    let decided = report.state == ConductState::Decided;
    let closed = report
        .closed_until
        .is_some_and(|until| until >= member.school.today(now));
    let mail = app.config.smtp_url.is_some() && founder.is_some_and(|founder| !founder.email.is_empty());
    let open = |act: &ConductAct| match act {
        ConductAct::Ask | ConductAct::Decide => decides && !decided,
        ConductAct::Reply => files && !decided,
        ConductAct::Lift => decides && decided && closed && report.lifted_at.is_none(),
        ConductAct::Send => files && mail && report.sent_at.is_none(),
    };
    ConductAct::ALL.into_iter().filter(open).collect()
}

/// The conversation that it is about; who may not read it learns its number or time alone.
async fn about(app: &App, member: &Member, report: &ConductRow) -> Result<ConductAbout> {
    if let Some((id, starts_at)) = report.booking_id.zip(report.starts_at) {
        let open = match member.permit() {
            Ok(read) => is_there(store::consultations::find(&app.store, &read, id).await)?,
            Err(_) => false,
        };
        return Ok(ConductAbout::Booking { id, starts_at, open });
    }
    let (id, number) = report
        .ticket_id
        .zip(report.ticket_number.clone())
        .ok_or_else(|| crate::problem::Error::internal("a report about nothing"))?;
    let open = match member.permit::<TicketRead>() {
        Ok(read) => is_there(store::tickets::find(&app.store, &read, id).await)?,
        Err(_) => false,
    };
    Ok(ConductAbout::Ticket { id, number, open })
}

fn is_there<T>(found: Result<T>) -> Result<bool> {
    match found {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == ProblemKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Refuses what comes by a way that is closed to the member for a time; others are open (T10).
///
/// # Errors
/// `channel_closed`.
pub async fn check_open<A: ActionType>(
    db: &impl Db,
    permit: &Permit<A>,
    member: MemberId,
    channel: ClosableChannel,
    today: chrono::NaiveDate,
) -> Result<()> {
    let closed = store::conduct::closed(db, permit, member, today).await?;
    match closed.contains(&channel) {
        true => Err(ProblemKind::ChannelClosed.into()),
        false => Ok(()),
    }
}
