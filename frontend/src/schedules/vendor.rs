//! The card of the vendor's service, as everybody in the school sees it (P4, S6).

use leptos::prelude::*;
use podskazka_shared::link;
use podskazka_shared::schools::Vendor;

use crate::i18n::{self, vendor as texts};

/// How to reach the service, and when; nothing when there is no way to.
pub fn card(vendor: &Vendor) -> Option<AnyView> {
    if !vendor.is_there() {
        return None;
    }
    let t = texts();
    let entry = |label: &'static str, shown: &str, href: Option<String>| {
        let shown = shown.to_owned();
        (!shown.is_empty()).then(|| {
            let value = match href {
                Some(href) => {
                    view! { <a href=href rel="external noopener" target="_blank">{shown}</a> }.into_any()
                }
                None => shown.into_any(),
            };
            view! { <div><dt>{label}</dt><dd>{value}</dd></div> }.into_any()
        })
    };
    let digits: String = vendor
        .phone
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '+')
        .collect();
    let group = link::is_https(&vendor.group).then(|| vendor.group.clone());
    let shown = vendor
        .group
        .get("https://".len()..)
        .unwrap_or(&vendor.group)
        .trim_end_matches('/');
    let entries: Vec<_> = [
        entry(t.phone, &vendor.phone, Some(format!("tel:{digits}"))),
        entry(t.email, &vendor.email, Some(format!("mailto:{}", vendor.email))),
        entry(t.group, shown, group),
    ]
    .into_iter()
    .flatten()
    .collect();
    let name = (!vendor.name.is_empty()).then(|| view! { <p><b>{vendor.name.clone()}</b></p> }.into_any());
    let card = view! {
        <section class="card col">
            <h2>{t.title}</h2>
            {name}
            <dl class="facts-list">{entries}</dl>
            <p>{i18n::vendor_hours(vendor)}</p>
            <p class="dim">{t.lead}</p>
        </section>
    };
    Some(card.into_any())
}
