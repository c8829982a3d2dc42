//! What stands around every screen: the school's name, the ways to other screens, news.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use podskazka_shared::access::Action;

use super::icon::{Icon, icon};
use super::toast::Toasts;
use crate::browser;
use crate::i18n::{general, nav};
use crate::live::{State, derived, effect, flag, maybe, when_true};
use crate::parts::{self, Place, Screen};
use crate::session::{Here, Session};

/// One way to another screen.
#[derive(Clone)]
struct Way {
    path: String,
    icon: Icon,
    long: &'static str,
    short: &'static str,
    /// Only at the side: the bar at the bottom has room for five. On a phone the profile shows these; see [`more`].
    side_only: bool,
}

fn ways(here: &Here) -> Vec<Way> {
    let t = nav();
    let helps = here.may(Action::TicketWork);
    let way = |rest: &str, icon, long, short, side_only| Way {
        path: here.path(rest),
        icon,
        long,
        short,
        side_only,
    };
    let mut ways = Vec::new();
    if helps {
        ways.push(way("queue", Icon::Queue, t.queue, t.queue, false));
    }
    let short = if helps { t.mine_short } else { t.tickets };
    if here.may(Action::TicketFile) {
        ways.push(way("tickets", Icon::Tickets, t.my_tickets, short, false));
    }
    if here.may(Action::ConsultationWork) {
        // Who only stands in now and then finds the desk at the side, and in letters.
        ways.push(way("desk", Icon::Desk, t.desk, t.desk, !helps));
    }
    if here.may(Action::ConsultationBook) {
        let long = t.consultations;
        ways.push(way("consultations", Icon::Clock, long, t.booking, false));
    }
    if here.may(Action::ScheduleRead) {
        ways.push(way("schedule", Icon::Schedule, t.schedule, t.schedule, false));
    }
    if !here.member.classes.is_empty() && here.may(Action::ContactsCheck) {
        ways.push(way("my-class", Icon::Class, t.my_class, t.my_class_short, false));
    }
    if here.may(Action::ReportRead) {
        ways.push(way("report", Icon::Report, t.report, t.report, false));
    }
    let desk = [
        (
            here.may(Action::CallbackRead),
            "callbacks",
            Icon::Phone,
            t.callbacks,
        ),
        (
            here.may(Action::FeedbackRead),
            "follow-ups",
            Icon::Alert,
            t.follow_ups,
        ),
        (here.may(Action::VoiceWrite), "voices", Icon::Tickets, t.voices),
        (here.may(Action::ArticleRead), "articles", Icon::Book, t.articles),
        (here.may(Action::PhraseRead), "phrases", Icon::Pencil, t.phrases),
        (here.may(Action::ConductRead), "conduct", Icon::Scales, t.conduct),
        (here.may(Action::PeopleRead), "people", Icon::People, t.people),
        (here.may(Action::ClassRead), "classes", Icon::Classes, t.classes),
        (here.sees_orders(), "helpers", Icon::Helpers, t.helpers),
        (here.may(Action::DutyRead), "duty", Icon::Away, t.duty),
        (
            here.may(Action::StaffRead),
            "calendar",
            Icon::Calendar,
            t.calendar,
        ),
        (
            here.may(Action::PolicyPublish),
            "deadlines",
            Icon::Clock,
            t.deadlines,
        ),
        (
            here.may(Action::CorrectionDecide),
            "corrections",
            Icon::Pencil,
            t.corrections,
        ),
        (
            here.may(Action::ErasureDecide),
            "erasures",
            Icon::Eraser,
            t.erasures,
        ),
        (here.may(Action::SchoolEdit), "school", Icon::School, t.school),
        (here.may(Action::ClientManage), "programs", Icon::Plug, t.programs),
        (here.may(Action::AuditRead), "audit", Icon::Log, t.audit),
    ];
    let open = desk.into_iter().filter(|(may, ..)| *may);
    ways.extend(open.map(|(_, rest, icon, text)| way(rest, icon, text, text, true)));
    if here.me.operator {
        ways.push(Way {
            path: "/platform".to_owned(),
            icon: Icon::Platform,
            long: t.platform,
            short: t.platform,
            side_only: true,
        });
    }
    ways.push(Way {
        path: "/profile".to_owned(),
        icon: Icon::Profile,
        long: t.profile,
        short: t.profile,
        side_only: false,
    });
    // The bar at the bottom has room for five: who helps opens their own bookings and requests least, there.
    for spare in ["consultations", "tickets", "report", "my-class"] {
        let below = ways.iter().filter(|way| !way.side_only).count();
        let path = here.path(spare);
        if below > 5
            && let Some(way) = ways.iter_mut().find(|way| way.path == path)
        {
            way.side_only = true;
        }
    }
    ways
}

/// The ways of a school for which the bar of a phone has no room: they stand in the profile, where there is no side.
pub fn more(here: &Here) -> AnyView {
    let ways = ways(here).into_iter().filter(|way| way.side_only);
    let links: Vec<_> = ways
        .map(|way| view! { <a class="btn" href=way.path>{icon(way.icon)}{way.long}</a> })
        .collect();
    view! { <div class="row wrap tight narrow-only">{links}</div> }.into_any()
}

/// The school in an address such as `/s/demo/queue`.
pub fn slug_of(path: &str) -> Option<String> {
    let (slug, _) = path.strip_prefix("/s/")?.split_once('/')?;
    Some(slug.to_owned())
}

/// The frame around the screens; bare for those who are not signed in.
pub fn shell(content: AnyView) -> AnyView {
    let session = Session::get();
    let path = use_location().pathname;
    // Outside a school (the profile) the last one stays.
    let slug = Memo::new(move |before: Option<&Option<String>>| {
        slug_of(&path.get()).or_else(|| before.cloned().flatten())
    });
    let here = derived(move || {
        let me = session.me()?;
        let slug = slug
            .get()
            .or_else(|| Some(me.memberships.first()?.school.slug.clone()))?;
        Here::find(me, &slug)
    });
    effect(move |first| {
        path.track();
        if !first {
            browser::mark_moved();
        }
    });
    let bare = derived(move || {
        here.with(Option::is_none)
            || path.with(|path| matches!(path.as_str(), "/login" | "/forgot" | "/reset" | "/join"))
    });
    let full = derived(move || path.with(|path| path.ends_with("/queue")));
    view! {
        <div class="app" class:bare=flag(move || bare.get()) class:full=flag(move || full.get())>
            <a class="skip" href="#content" rel="external">{general().skip}</a>
            {maybe(move || here.get().filter(|_| !bare.get()).map(|here| around(&here, path)))}
            <main id="content" tabindex="-1">{maybe(move || (!bare.get()).then(|| parts::beside(Screen::Banners, Place::Anyone)))}{content}</main>
            {Toasts::get().region()}
            {offline()}
        </div>
    }
    .into_any()
}

fn around(here: &Here, path: Memo<String>) -> AnyView {
    let link = |way: Way| {
        let mine = way.path.clone();
        let current = move || path.with(|path| *path == mine || path.starts_with(&format!("{mine}/")));
        view! {
            <a href=way.path class:side-only=way.side_only aria-current=when_true("page", current)>
                {icon(way.icon)}
                <span class="long">{way.long}</span>
                <span class="short">{way.short}</span>
            </a>
        }
        .into_any()
    };
    let links: Vec<_> = ways(here).into_iter().map(link).collect();
    view! {
        <div class="side">
            <header class="top">
                <span class="logo">{general().product}</span>
                <a href=here.home()>{here.member.school.name.clone()}</a>
                {here.may(Action::NotificationRead).then(|| parts::beside(Screen::Bell, Place::School(here.clone())))}
                {here.may(Action::ScheduleRead).then(|| parts::beside(Screen::OnDuty, Place::School(here.clone())))}
                {here.may(Action::TicketRead).then(|| parts::beside(Screen::News, Place::School(here.clone())))}
                {here.may(Action::CallbackRead).then(|| parts::beside(Screen::CallbacksWaiting, Place::School(here.clone())))}
            </header>
            <nav class="ways" aria-label=nav().label>{links}</nav>
        </div>
    }
    .into_any()
}

/// A word when the link is gone.
fn offline() -> AnyView {
    let gone = State::new(!window().navigator().on_line());
    let went = window_event_listener_untyped("offline", move |_| gone.set(true));
    let came = window_event_listener_untyped("online", move |_| gone.set(false));
    on_cleanup(move || {
        went.remove();
        came.remove();
    });
    view! {
        <div role="status">{maybe(move || gone.get().then(|| view! { <p class="offline">{general().offline}</p> }.into_any()))}</div>
    }
    .into_any()
}
