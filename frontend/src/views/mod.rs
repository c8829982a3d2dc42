//! Saved views of the queue: its filters under a name, each with what waits in it.

mod act;
pub mod bar;

use podskazka_shared::ids::ViewId;
use podskazka_shared::tickets::{Channel, RequesterGroup, TicketScope, TicketStatus, Topic};
use podskazka_shared::views::{View, ViewBody, ViewFilters, ViewPath};

use crate::session::Here;

/// A view in the addresses of the API.
fn path(here: &Here, view: ViewId) -> ViewPath {
    ViewPath {
        school: here.slug.clone(),
        view,
    }
}

/// The view as it would be saved anew.
fn body_of(view: &View) -> ViewBody {
    ViewBody {
        name: view.name.clone(),
        filters: view.filters,
    }
}

/// What the address of the queue says of a scope; all that one may work on needs no word.
const fn scope_word(scope: Option<TicketScope>) -> &'static str {
    match scope {
        Some(TicketScope::Assigned) => "assigned",
        Some(TicketScope::Unassigned) => "unassigned",
        Some(TicketScope::Addressed) => "addressed",
        Some(TicketScope::Work | TicketScope::Mine | TicketScope::Filed) | None => "",
    }
}

/// The same of a status: what is open needs no word.
const fn status_word(status: Option<TicketStatus>) -> &'static str {
    match status {
        Some(TicketStatus::Done) => "done",
        Some(TicketStatus::Overdue) => "overdue",
        Some(TicketStatus::Vendor) => "vendor",
        Some(TicketStatus::Objected) => "objected",
        Some(TicketStatus::Open) | None => "",
    }
}

/// The filters as the address of the queue has them: names and values.
fn words(filters: ViewFilters) -> [(&'static str, &'static str); 5] {
    [
        ("status", status_word(filters.status)),
        ("scope", scope_word(filters.scope)),
        ("channel", filters.channel.map(Channel::code).unwrap_or_default()),
        ("topic", filters.topic.map(Topic::code).unwrap_or_default()),
        (
            "group",
            filters.group.map(RequesterGroup::code).unwrap_or_default(),
        ),
    ]
}

/// The address of the queue that shows the view.
fn address(here: &Here, filters: ViewFilters) -> String {
    let words = words(filters).into_iter().filter(|(_, value)| !value.is_empty());
    let words: Vec<String> = words.map(|(name, value)| format!("{name}={value}")).collect();
    match words.is_empty() {
        true => here.path("queue"),
        false => here.path(&format!("queue?{}", words.join("&"))),
    }
}
