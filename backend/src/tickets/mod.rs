//! Requests: filing, reading, and the steps of their life.

mod bulk;
mod desk;
mod email;
mod file;
mod join;
mod messages;
mod step;
mod told;
mod vendor;

use chrono::{DateTime, Utc};
use podskazka_shared::access::ActionType;
use podskazka_shared::access::action::{
    TicketClose, TicketDecide, TicketNote, TicketObject, TicketRate, TicketRead, TicketRefuse, TicketReopen,
    TicketShare, TicketWork, TicketWrite,
};
use podskazka_shared::endpoint::{Endpoint, address};
use podskazka_shared::ids::{FileId, MemberId, TicketId};
use podskazka_shared::page::Page;
use podskazka_shared::schools::SchoolPath;
use podskazka_shared::tickets::{
    Act, Message, MessageKind, MessagesCreate, MessagesList, Side, Ticket, TicketPath, TicketSummary,
    TicketsAnswer, TicketsAsk, TicketsAssign, TicketsClose, TicketsCount, TicketsCreate, TicketsDecide,
    TicketsFind, TicketsFollow, TicketsHandOver, TicketsHelpers, TicketsList, TicketsObject, TicketsOutcome,
    TicketsRedirect, TicketsReference, TicketsRefuse, TicketsReopen, TicketsShare, TicketsStop, TicketsTopic,
    email::TicketsEmail,
    history::{TicketEvent, TicketsHistory},
    join::{TicketsBulk, TicketsLink, TicketsMerge, TicketsSplit, TicketsUnmerge},
    requesters::RequestersList,
    state,
};

use crate::access::{Granted, Member, Permit};
use crate::api::{Api, Done};
use crate::call::Call;
use crate::problem::Result;
use crate::store::tickets::TicketRow;
use crate::store::{self, Db};

pub use file::{Sent, file, file_with, first_group};
pub use step::{Step, take};
pub use told::alarm;

/// The endpoints of this feature.
pub fn endpoints(api: &mut Api) {
    api.serve::<TicketsList, _, _>(list);
    api.serve::<TicketsCreate, _, _>(create);
    api.serve::<TicketsFind, _, _>(find);
    api.serve::<MessagesList, _, _>(thread);
    api.serve::<MessagesCreate, _, _>(messages::create);
    api.serve::<TicketsAssign, _, _>(assign);
    api.serve::<TicketsAsk, _, _>(ask);
    api.serve::<TicketsAnswer, _, _>(answer);
    api.serve::<TicketsClose, _, _>(close);
    api.serve::<TicketsReopen, _, _>(reopen);
    api.serve::<TicketsShare, _, _>(share);
    api.serve::<TicketsHelpers, _, _>(desk::helpers);
    api.serve::<TicketsTopic, _, _>(topic);
    api.serve::<TicketsHandOver, _, _>(hand_over);
    api.serve::<TicketsReference, _, _>(vendor::reference);
    api.serve::<TicketsOutcome, _, _>(outcome);
    api.serve::<TicketsRedirect, _, _>(redirect);
    api.serve::<TicketsRefuse, _, _>(refuse);
    api.serve::<TicketsObject, _, _>(object);
    api.serve::<TicketsDecide, _, _>(decide);
    api.serve::<TicketsStop, _, _>(stop);
    api.serve::<TicketsFollow, _, _>(follow);
    api.serve::<TicketsMerge, _, _>(join::merge);
    api.serve::<TicketsUnmerge, _, _>(join::unmerge);
    api.serve::<TicketsSplit, _, _>(join::split);
    api.serve::<TicketsLink, _, _>(join::link);
    api.serve::<TicketsBulk, _, _>(bulk::bulk);
    api.serve::<TicketsEmail, _, _>(email::read);
    api.serve::<TicketsHistory, _, _>(history);
    api.serve::<TicketsCount, _, _>(desk::count);
    api.serve::<RequestersList, _, _>(desk::requesters);
}

async fn list(call: Call<TicketsList>) -> Result<Done<Page<TicketSummary>>> {
    let member = call.member()?;
    let work = member.permit::<TicketWork>().ok();
    Ok(Done::new(
        store::tickets::list(
            &call.app.store,
            &call.permit()?,
            work.as_ref(),
            &call.query,
            (member.school.zone, call.at),
        )
        .await?,
    ))
}

async fn create(call: Call<TicketsCreate>) -> Result<Done<Ticket>> {
    let member = call.member()?;
    // The answer shows the request: who may not read it is refused before it is filed.
    member.permit::<TicketRead>()?;
    let sent = Sent {
        once: call.once()?,
        per_day: call.app.config.tickets_per_day,
    };
    let id = file(&call.app.store, member, &call.body, Some(sent), call.at).await?;
    let ticket = view(&call.app.store, member, id, call.at).await?;
    let SchoolPath { school } = call.params.clone();
    let location = address::<TicketsFind>(&TicketPath { school, ticket: id }, &Default::default());
    Ok(shown(ticket).location(location))
}

async fn find(call: Call<TicketsFind>) -> Result<Done<Ticket>> {
    Ok(shown(
        view(&call.app.store, call.member()?, call.params.ticket, call.at).await?,
    ))
}

async fn thread(call: Call<MessagesList>) -> Result<Done<Page<Message>>> {
    let permit = call.permit()?;
    let notes = call.member()?.permit::<TicketNote>().ok();
    let ticket = store::tickets::find(&call.app.store, &permit, call.params.ticket).await?;
    Ok(Done::new(
        store::tickets::messages(&call.app.store, &ticket, &permit, notes.as_ref(), &call.query).await?,
    ))
}

async fn assign(call: Call<TicketsAssign>) -> Result<Done<Ticket>> {
    let step = Step::Assign(call.body.assignee);
    stepped(&call, step).await
}

async fn ask(call: Call<TicketsAsk>) -> Result<Done<Ticket>> {
    let step = Step::Say(Act::Ask, MessageKind::Question, &call.body.text);
    stepped_with(&call, step, &call.body.files).await
}

async fn answer(call: Call<TicketsAnswer>) -> Result<Done<Ticket>> {
    let step = Step::Say(Act::Answer, MessageKind::Answer, &call.body.text);
    stepped_with(&call, step, &call.body.files).await
}

async fn close(call: Call<TicketsClose>) -> Result<Done<Ticket>> {
    stepped(&call, Step::Close).await
}

async fn reopen(call: Call<TicketsReopen>) -> Result<Done<Ticket>> {
    let step = Step::Say(Act::Reopen, MessageKind::Message, &call.body.text);
    stepped_with(&call, step, &call.body.files).await
}

async fn share(call: Call<TicketsShare>) -> Result<Done<Ticket>> {
    stepped(&call, Step::Share(call.body.shared)).await
}

async fn topic(call: Call<TicketsTopic>) -> Result<Done<Ticket>> {
    let step = Step::Topic(call.body.topic);
    stepped(&call, step).await
}

async fn hand_over(call: Call<TicketsHandOver>) -> Result<Done<Ticket>> {
    stepped(&call, Step::HandOver(&call.body)).await
}

async fn outcome(call: Call<TicketsOutcome>) -> Result<Done<Ticket>> {
    let step = Step::Outcome(call.body.outcome, &call.body.text);
    stepped_with(&call, step, &call.body.files).await
}

async fn redirect(call: Call<TicketsRedirect>) -> Result<Done<Ticket>> {
    let step = Step::Say(Act::Redirect, MessageKind::Answer, &call.body.text);
    stepped_with(&call, step, &call.body.files).await
}

async fn refuse(call: Call<TicketsRefuse>) -> Result<Done<Ticket>> {
    let step = Step::Say(Act::Refuse, MessageKind::Refusal, &call.body.text);
    stepped_with(&call, step, &call.body.files).await
}

async fn object(call: Call<TicketsObject>) -> Result<Done<Ticket>> {
    let step = Step::Say(Act::Object, MessageKind::Message, &call.body.text);
    stepped_with(&call, step, &call.body.files).await
}

async fn decide(call: Call<TicketsDecide>) -> Result<Done<Ticket>> {
    let step = match call.body.upheld {
        true => Step::Say(Act::Uphold, MessageKind::Refusal, &call.body.text),
        false => Step::Say(Act::Overturn, MessageKind::Message, &call.body.text),
    };
    stepped_with(&call, step, &call.body.files).await
}

async fn stop(call: Call<TicketsStop>) -> Result<Done<Ticket>> {
    stepped(&call, Step::Stop(&call.body)).await
}

async fn follow(call: Call<TicketsFollow>) -> Result<Done<Ticket>> {
    stepped(&call, Step::Follow(call.body.followed)).await
}

async fn history(call: Call<TicketsHistory>) -> Result<Done<Page<TicketEvent>>> {
    let permit = call.permit()?;
    let ticket = store::tickets::find(&call.app.store, &permit, call.params.ticket).await?;
    let works = granted::<TicketWork>(call.member()?, &ticket).is_some();
    Ok(Done::new(
        store::tickets::history(&call.app.store, &ticket, works, &call.query).await?,
    ))
}

async fn stepped<E>(call: &Call<E>, step: Step<'_>) -> Result<Done<Ticket>>
where
    E: Endpoint<Params = TicketPath>,
    E::Action: ActionType,
{
    stepped_with(call, step, &[]).await
}

async fn stepped_with<E>(call: &Call<E>, step: Step<'_>, files: &[FileId]) -> Result<Done<Ticket>>
where
    E: Endpoint<Params = TicketPath>,
    E::Action: ActionType,
{
    let member = call.member()?;
    let seen = (call.params.ticket, call.version()?);
    step::take_with::<E::Action>(&call.app.store, member, seen, step, files, call.at).await?;
    Ok(shown(
        view(&call.app.store, member, call.params.ticket, call.at).await?,
    ))
}

fn shown(ticket: Ticket) -> Done<Ticket> {
    let version = ticket.summary.version;
    Done::new(ticket).version(version)
}

/// A request as this reader may see it: in a fixed number of queries, whatever its length; two, unless files came with it, the
/// vendor has had it or others belong with it.
///
/// # Errors
/// `not_found` when there is none, or not for this reader.
pub async fn view(db: &impl Db, member: &Member, id: TicketId, now: DateTime<Utc>) -> Result<Ticket> {
    let read: Permit<TicketRead> = member.permit()?;
    let ticket = store::tickets::find(db, &read, id).await?;
    let notes = member.permit::<TicketNote>().ok();
    let (messages, earlier) = store::tickets::last_messages(db, &ticket, &read, notes.as_ref()).await?;
    let rating = match granted::<TicketRate>(member, &ticket) {
        Some(own) if ticket.answered_at.is_some() => store::feedback::own(db, &own).await?,
        _ => None,
    };
    let handovers = match ticket.handed {
        true => {
            let works = granted::<TicketWork>(member, &ticket).is_some();
            store::tickets::handovers(db, &ticket, works).await?
        }
        false => Vec::new(),
    };
    let links = match ticket.linked {
        true => store::tickets::links(db, &read, &ticket).await?,
        false => Vec::new(),
    };
    let may = may(db, member, &ticket, now).await?;
    Ok(Ticket {
        summary: ticket.summary(),
        messages,
        earlier,
        rating,
        handovers,
        links,
        followed: ticket.followed,
        may,
    })
}

/// Whether the requester may object: once, and only where a head may decide who did not refuse it, whose request it is not and
/// from whom it is not kept (T10).
async fn may_object(db: &impl Db, ticket: &TicketRow, at: DateTime<Utc>) -> Result<bool> {
    let (None, Some(by)) = (ticket.objected_at, ticket.refused_by()) else {
        return Ok(false);
    };
    let heads = store::people::heads_of(db, ticket, at).await?;
    let leads = heads.contains(&by);
    let others = |head: &MemberId| *head != by && *head != ticket.requester();
    Ok(!leads && heads.iter().any(others))
}

/// The steps that the reader may take with the request now: what the policy and the table of steps both allow.
async fn may(db: &impl Db, member: &Member, ticket: &TicketRow, now: DateTime<Utc>) -> Result<Vec<Act>> {
    let side = side(member, ticket);
    let works = side == Side::Staff;
    let mut may = Vec::new();
    for act in Act::ALL {
        if state::next(ticket.state, act, side).is_none() {
            continue;
        }
        if works && ticket.stopped_by() == Some(member.id) && !state::is_inside(act) {
            continue;
        }
        let allowed = match act {
            Act::Message => granted::<TicketWrite>(member, ticket).is_some(),
            Act::Note => granted::<TicketNote>(member, ticket).is_some(),
            Act::Assign
            | Act::Topic
            | Act::Ask
            | Act::Answer
            | Act::HandOver
            | Act::Outcome
            | Act::Redirect
            | Act::Stop
            | Act::Merge
            | Act::Unmerge
            | Act::Split
            | Act::Link
            | Act::Follow => works,
            Act::Refuse => match member.permit::<TicketRefuse>() {
                Ok(permit) if permit.grant(ticket.clone()).is_ok() => {
                    store::policies::current(db, &permit).await?.policy.refusals
                }
                Ok(_) | Err(_) => false,
            },
            Act::Object => match member.permit::<TicketObject>() {
                Ok(permit) if permit.grant(ticket.clone()).is_ok() => may_object(db, ticket, now).await?,
                Ok(_) | Err(_) => false,
            },
            Act::Uphold => {
                granted::<TicketDecide>(member, ticket).is_some() && ticket.refused_by() != Some(member.id)
            }
            Act::Overturn => granted::<TicketDecide>(member, ticket).is_some(),
            Act::Close => granted::<TicketClose>(member, ticket).is_some(),
            Act::Share => ticket.is_about_child() && granted::<TicketShare>(member, ticket).is_some(),
            Act::Reopen => granted::<TicketReopen>(member, ticket).is_some(),
            Act::Rate => {
                let until = ticket.answered_at.map(store::feedback::changeable_until);
                granted::<TicketRate>(member, ticket).is_some() && until.is_some_and(|until| now <= until)
            }
        };
        if allowed {
            may.push(act);
        }
    }
    Ok(may)
}

/// On which side of a request somebody stands: whoever may work on it stands for the school, everybody else for the
/// requester, as does the office that filed it for somebody.
pub fn side(member: &Member, ticket: &TicketRow) -> Side {
    match granted::<TicketWork>(member, ticket) {
        Some(_) => Side::Staff,
        None => Side::Requester,
    }
}

fn granted<A: ActionType>(member: &Member, ticket: &TicketRow) -> Option<Granted<A, TicketRow>> {
    member.permit::<A>().ok()?.grant(ticket.clone()).ok()
}
