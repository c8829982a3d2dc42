//! What an erasure takes and what stays, in words: the same for who asks and for who decides.

use leptos::prelude::*;
use podskazka_shared::privacy::ErasurePlan;

use crate::i18n::{messages_count, privacy as texts, tickets_count};

pub fn consequences(plan: &ErasurePlan) -> AnyView {
    let t = texts();
    let count = |n: u64| i64::try_from(n).unwrap_or_default();
    let texts = match (plan.requests, plan.messages) {
        (0, _) => None,
        (requests, messages) => Some(format!(
            " ({}, {})",
            tickets_count(count(requests)),
            messages_count(count(messages))
        )),
    };
    let account = match plan.account {
        true => view! { <li>{t.goes_account}</li> }.into_any(),
        false => ().into_any(),
    };
    let kept = (!plan.account).then(|| view! { <p>{t.account_stays}</p> });
    view! {
        <div class="col">
            <h3>{t.goes}</h3>
            <ul class="dots">
                <li>{t.goes_card}</li>
                <li>{t.goes_texts}{texts}</li>
                <li>{t.goes_ties}</li>
                {account}
            </ul>
            {kept}
            <h3>{t.stays}</h3>
            <ul class="dots">
                <li>{t.stays_requests}</li>
                <li>{t.stays_orders}</li>
                <li>{t.stays_trail}</li>
            </ul>
        </div>
    }
    .into_any()
}
