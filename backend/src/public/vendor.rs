//! The card of the vendor's service: how to reach it, and its own hours (P4, S6).

use maud::{Markup, html};
use podskazka_shared::link;
use podskazka_shared::schedules::{TimeOfDay, TimeRange};
use podskazka_shared::schools::Vendor;

use super::View;
use super::contacts::linked;

/// The card; nothing when there is no way to reach the service.
pub fn section(view: &View<'_>, vendor: &Vendor) -> Markup {
    let texts = view.texts;
    let lines = [(texts.phone, &vendor.phone), (texts.email, &vendor.email)];
    let lines = lines.into_iter().filter(|(_, text)| !text.is_empty());
    html! {
        @if vendor.is_there() {
            section.card.vendor aria-labelledby="vendor" {
                h2 #vendor { (texts.vendor) }
                @if !vendor.name.is_empty() { p.strong { (view.said(&vendor.name)) } }
                dl {
                    @for (name, text) in lines {
                        div { dt { (name) } dd lang=[view.foreign(text)] { (linked(text)) } }
                    }
                    @if !vendor.group.is_empty() {
                        div { dt { (texts.vendor_group) } dd { (group(&vendor.group)) } }
                    }
                }
                p { (hours(view, vendor)) }
                p.dim { (texts.vendor_hint) }
            }
        }
    }
}

/// `Обращения принимают круглосуточно, отвечают ежедневно с 9:00 до 18:00.`
fn hours(view: &View<'_>, vendor: &Vendor) -> String {
    let clock = |time: TimeOfDay| format!("{}:{:02}", time.hour(), time.minute());
    let (from, to) = (clock(vendor.handled.from()), clock(vendor.handled.to()));
    if vendor.handled == TimeRange::WHOLE_DAY {
        view.texts.vendor_always.to_owned()
    } else if vendor.around_the_clock {
        (view.texts.vendor_registers)(&from, &to)
    } else {
        (view.texts.vendor_hours)(&from, &to)
    }
}

/// A link as people say it: without the scheme.
fn group(address: &str) -> Markup {
    let shown = address.get("https://".len()..).unwrap_or(address);
    let shown = shown.trim_end_matches('/');
    html! {
        @if link::is_https(address) {
            a href=(address) target="_blank" rel="noopener" { (shown) }
        } @else {
            (address)
        }
    }
}
