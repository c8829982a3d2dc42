//! Answering a search.

use std::collections::HashMap;

use podskazka_shared::access::action::{TicketNote, TicketWork};
use podskazka_shared::ids::TicketId;
use podskazka_shared::page::{self, Page};
use podskazka_shared::tickets::search::{BEST_OF, SearchOrder, TicketHit, TicketsSearch};

use super::hit::hit;
use super::query::Asked;
use crate::api::{Api, Done};
use crate::call::Call;
use crate::problem::Result;
use crate::store;
use crate::store::tickets::{Looking, Said};

/// The endpoint of this feature.
pub fn endpoints(api: &mut Api) {
    api.serve::<TicketsSearch, _, _>(search);
}

async fn search(call: Call<TicketsSearch>) -> Result<Done<Page<TicketHit>>> {
    let (member, query, db) = (call.member()?, &call.query, &call.app.store);
    let asked = Asked::read(&query.q, query.typing)?;
    let (read, notes, work) = (
        call.permit()?,
        member.permit::<TicketNote>().ok(),
        member.permit::<TicketWork>().ok(),
    );
    let filters = query.filters();
    let looking = Looking {
        read: &read,
        notes: notes.as_ref(),
        work: work.as_ref(),
        filters: &filters,
    };
    let limit = page::limit(query.limit);
    let best = query.order.unwrap_or_default() == SearchOrder::Best;
    let most = if best { BEST_OF } else { limit + 1 };
    let after = store::search::after(query.after.as_ref())?;
    let found = store::tickets::search(db, looking, &asked, after, most.into(), call.at).await?;
    let (found, next) = match best {
        true => (found, None),
        false => {
            let page = Page::cut(found, limit.into(), |(doc, _)| store::search::cursor(*doc));
            (page.items, page.next)
        }
    };
    let rows: Vec<_> = found.iter().map(|(_, row)| row).collect();
    let texts = store::tickets::said(db, notes.as_ref(), &rows).await?;
    let mut of: HashMap<TicketId, Vec<&Said>> = HashMap::new();
    for text in &texts {
        of.entry(text.thread).or_default().push(text);
    }
    let shown = rows.iter().map(|row| {
        let texts = of.remove(&row.id).unwrap_or_default();
        hit(row.summary(), &texts, &asked)
    });
    let mut hits: Vec<(usize, TicketHit)> = shown.collect();
    if best {
        hits.sort_by(|(one, _), (other, _)| other.cmp(one));
        hits.truncate(limit.into());
    }
    let items = hits.into_iter().map(|(_, hit)| hit).collect();
    Ok(Done::new(Page { items, next }))
}
