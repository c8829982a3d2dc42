//! What the desk looks up: for whom to file, to whom to assign, how much waits.

use podskazka_shared::access::action::{TicketRead, TicketWork};
use podskazka_shared::page::{self, Cursor, Page};
use podskazka_shared::people::StaffMember;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::requesters::{Requester, RequestersList};
use podskazka_shared::tickets::{RequesterGroup, TicketCounts, TicketsCount, TicketsHelpers};

use super::file::{for_others, groups};
use crate::access::Permit;
use crate::api::Done;
use crate::call::Call;
use crate::problem::Result;
use crate::store;
use crate::store::people::{Sought, Subject};

pub(super) async fn requesters(call: Call<RequestersList>) -> Result<Done<Page<Requester>>> {
    let permit = call.permit()?;
    if !for_others(&permit) {
        return Err(ProblemKind::Forbidden.into());
    }
    let sought = Sought::Name(&call.query.name);
    let found = store::people::requesters(&call.app.store, &permit, sought, call.at).await?;
    Ok(Done::new(Page {
        items: told(found),
        next: None,
    }))
}

/// What somebody who files for others learns of them: those who may ask at all.
pub(super) fn told(found: Vec<Subject>) -> Vec<Requester> {
    found
        .into_iter()
        .map(|subject| Requester {
            may_keep_private: subject.member.may_keep_private(),
            id: subject.member.id,
            name: subject.member.name,
            groups: groups(&subject.member.roles),
            class: subject.member.class.map(|class| class.name),
            children: subject.children.into_iter().map(|(child, _)| child).collect(),
        })
        .filter(|found| found.groups != Vec::<RequesterGroup>::new())
        .collect()
}

pub(super) async fn helpers(call: Call<TicketsHelpers>) -> Result<Done<Page<StaffMember>>> {
    let (member, store) = (call.member()?, &call.app.store);
    let read: Permit<TicketRead> = member.permit()?;
    let ticket = store::tickets::find(store, &read, call.params.ticket).await?;
    let permit = call.permit()?;
    let ticket = permit.grant(ticket.into_row())?;
    let all = store::people::helpers(store, &permit, &ticket, call.at).await?;
    // The list is short and weighed in memory; the cursor is the last id all the same.
    let after = call.query.after.as_ref();
    let begin = after.and_then(|after| all.iter().position(|helper| helper.id.to_string() == after.0));
    let limit = page::limit(call.query.limit);
    let rest = all
        .into_iter()
        .skip(begin.map_or(0, |place| place + 1))
        .take(usize::from(limit) + 1);
    Ok(Done::new(Page::cut(
        rest.collect(),
        limit.into(),
        |helper: &StaffMember| Cursor(helper.id.to_string()),
    )))
}

pub(super) async fn count(call: Call<TicketsCount>) -> Result<Done<TicketCounts>> {
    let work: Option<Permit<TicketWork>> = call.member()?.permit().ok();
    Ok(Done::new(
        store::tickets::count(&call.app.store, &call.permit()?, work.as_ref(), call.at).await?,
    ))
}
