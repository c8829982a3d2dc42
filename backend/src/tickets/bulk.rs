//! The same step with several requests: each in a transaction of its own, so that one that is refused holds up no other.

use podskazka_shared::access::action::{TicketRead, TicketWork};
use podskazka_shared::tickets::join::{BulkAct, BulkResult, BulkResults, TicketsBulk};
use podskazka_shared::tickets::{Act, MessageKind};

use super::step::{Step, take};
use crate::access::Permit;
use crate::api::Done;
use crate::call::Call;
use crate::problem::Result;
use crate::store;

pub(super) async fn bulk(call: Call<TicketsBulk>) -> Result<Done<BulkResults>> {
    let (member, store) = (call.member()?, &call.app.store);
    let step = match &call.body.act {
        BulkAct::Assign { assignee } => Step::Assign(*assignee),
        BulkAct::Topic { topic } => Step::Topic(*topic),
        BulkAct::Answer { text } => Step::Say(Act::Answer, MessageKind::Answer, text),
        BulkAct::Ask { text } => Step::Say(Act::Ask, MessageKind::Question, text),
    };
    let read: Permit<TicketRead> = member.permit()?;
    let mut results = Vec::with_capacity(call.body.items.len());
    for item in &call.body.items {
        let taken = take::<TicketWork>(store, member, item.id, item.version, step, call.at).await;
        let (version, problem) = match taken {
            // Who moved it out of sight has no version of it any more.
            Ok(()) => {
                let found = store::tickets::find(store, &read, item.id).await;
                (found.ok().map(|ticket| ticket.version), None)
            }
            Err(error) => (None, Some(error.kind())),
        };
        results.push(BulkResult {
            id: item.id,
            version,
            problem,
        });
    }
    Ok(Done::new(BulkResults { results }))
}
