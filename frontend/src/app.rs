//! The addresses of the app and what stands at each.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::hooks::{use_navigate, use_params_map};
use leptos_router::{NavigateOptions, path};
use podskazka_shared::access::Action;
use podskazka_shared::people::Me;

use crate::live::{derived, live, spawn};
use crate::parts::{self, Place, Screen};
use crate::session::{Here, Session, Who};
use crate::ui::{self, Toasts, empty, failure, page, skeleton};
use crate::{auth, browser, home, i18n};

/// The root: who is signed in and in which language the rest is drawn.
#[component]
pub fn App() -> impl IntoView {
    Session::provide().load();
    Toasts::provide();
    // Another language draws everything anew: addresses and drafts keep the place.
    move || {
        i18n::watch();
        view! { <Router>{ui::shell::shell(routes())}</Router> }.into_any()
    }
}

fn routes() -> AnyView {
    let school = |action, screen| move || in_school(action, screen);
    view! {
        <FlatRoutes fallback=not_found>
            <Route path=path!("/") view=home::home />
            <Route path=path!("/login") view=auth::login::login />
            <Route path=path!("/forgot") view=|| parts::screen(Screen::Forgot, Place::Anyone) />
            <Route path=path!("/reset") view=|| parts::screen(Screen::Reset, Place::Anyone) />
            <Route path=path!("/join") view=|| parts::screen(Screen::Join, Place::Anyone) />
            <Route path=path!("/profile/security") view=|| signed_in(|me| parts::screen(Screen::Security, Place::Person(me))) />
            <Route path=path!("/profile/data") view=|| signed_in(|me| parts::screen(Screen::Data, Place::Person(me))) />
            <Route path=path!("/profile/mail") view=|| signed_in(|me| parts::screen(Screen::Mail, Place::Person(me))) />
            <Route path=path!("/profile") view=|| signed_in(|me| parts::screen(Screen::Profile, Place::Person(me))) />
            <Route path=path!("/s/:school/tickets") view=school(Action::TicketFile, Screen::List) />
            <Route path=path!("/s/:school/tickets/new") view=school(Action::TicketFile, Screen::New) />
            <Route path=path!("/s/:school/tickets/log") view=school(Action::TicketFile, Screen::Log) />
            <Route path=path!("/s/:school/tickets/:id") view=school(Action::TicketRead, Screen::Request) />
            <Route path=path!("/s/:school/notifications") view=school(Action::NotificationRead, Screen::Notifications) />
            <Route path=path!("/s/:school/queue") view=school(Action::TicketWork, Screen::Queue) />
            <Route path=path!("/s/:school/schedule") view=school(Action::ScheduleRead, Screen::Week) />
            <Route path=path!("/s/:school/schedule/import") view=school(Action::ScheduleDraft, Screen::Import) />
            <Route path=path!("/s/:school/schedule/new") view=school(Action::ScheduleDraft, Screen::NewSchedule) />
            <Route path=path!("/s/:school/schedule/:id/edit") view=school(Action::ScheduleDraft, Screen::Editor) />
            <Route path=path!("/s/:school/schedule/:id/compare") view=school(Action::ScheduleRead, Screen::Compare) />
            <Route path=path!("/s/:school/schedule/:id") view=school(Action::ScheduleRead, Screen::Schedule) />
            <Route path=path!("/s/:school/calendar") view=school(Action::SchoolRead, Screen::Calendar) />
            <Route path=path!("/s/:school/deadlines") view=school(Action::PolicyPublish, Screen::Deadlines) />
            <Route path=path!("/s/:school/duty") view=school(Action::DutyRead, Screen::Duty) />
            <Route path=path!("/s/:school/consultations") view=school(Action::ConsultationRead, Screen::Consultations) />
            <Route path=path!("/s/:school/consultations/new") view=school(Action::ConsultationBook, Screen::Book) />
            <Route path=path!("/s/:school/consultations/:id") view=school(Action::ConsultationRead, Screen::Consultation) />
            <Route path=path!("/s/:school/desk") view=school(Action::ConsultationWork, Screen::Desk) />
            <Route path=path!("/s/:school/desk/settings") view=school(Action::ConsultationSettings, Screen::ConsultRules) />
            <Route path=path!("/s/:school/phrases") view=school(Action::PhraseRead, Screen::Phrases) />
            <Route path=path!("/s/:school/articles") view=school(Action::ArticleRead, Screen::Articles) />
            <Route path=path!("/s/:school/articles/new") view=school(Action::ArticleWrite, Screen::WriteArticle) />
            <Route path=path!("/s/:school/articles/helpful") view=school(Action::ArticleWrite, Screen::HelpfulArticles) />
            <Route path=path!("/s/:school/articles/:id") view=school(Action::ArticleRead, Screen::Article) />
            <Route path=path!("/s/:school/articles/:id/edit") view=school(Action::ArticleWrite, Screen::WriteArticle) />
            <Route path=path!("/s/:school/conduct") view=school(Action::ConductRead, Screen::Conduct) />
            <Route path=path!("/s/:school/conduct/new") view=school(Action::ConductFile, Screen::ConductFile) />
            <Route path=path!("/s/:school/conduct/told") view=school(Action::ConductRead, Screen::ConductTold) />
            <Route path=path!("/s/:school/conduct/:id") view=school(Action::ConductRead, Screen::ConductReport) />
            <Route path=path!("/s/:school/articles/:id/work") view=school(Action::ArticleWrite, Screen::ArticleWork) />
            <Route path=path!("/s/:school/callbacks") view=school(Action::CallbackRead, Screen::Callbacks) />
            <Route path=path!("/s/:school/callbacks/:id") view=school(Action::CallbackRead, Screen::Callback) />
            <Route path=path!("/s/:school/voices") view=school(Action::VoiceWrite, Screen::Voices) />
            <Route path=path!("/s/:school/voices/inbox") view=school(Action::FeedbackRead, Screen::VoicesInbox) />
            <Route path=path!("/s/:school/follow-ups") view=school(Action::FeedbackRead, Screen::FollowUps) />
            <Route path=path!("/s/:school/report") view=school(Action::ReportRead, Screen::Report) />
            <Route path=path!("/s/:school/helpers") view=school(Action::AppointmentRead, Screen::Helpers) />
            <Route path=path!("/platform") view=|| signed_in(|me| parts::screen(Screen::Platform, Place::Person(me))) />
            <Route path=path!("/s/:school/my-class") view=school(Action::ContactsCheck, Screen::MyClass) />
            <Route path=path!("/s/:school/slips") view=school(Action::Invite, Screen::Slips) />
            <Route path=path!("/s/:school/documents") view=school(Action::SchoolEdit, Screen::Documents) />
            <Route path=path!("/s/:school/programs") view=school(Action::ClientManage, Screen::Programs) />
            <Route path=path!("/s/:school/school") view=school(Action::SchoolEdit, Screen::School) />
            <Route path=path!("/s/:school/audit") view=school(Action::AuditRead, Screen::Audit) />
            <Route path=path!("/s/:school/people") view=school(Action::PeopleRead, Screen::People) />
            <Route path=path!("/s/:school/people/new") view=school(Action::PeopleEdit, Screen::NewCard) />
            <Route path=path!("/s/:school/people/import") view=school(Action::PeopleEdit, Screen::PeopleImport) />
            <Route path=path!("/s/:school/people/:id") view=school(Action::PeopleRead, Screen::Card) />
            <Route path=path!("/s/:school/classes") view=school(Action::ClassRead, Screen::Classes) />
            <Route path=path!("/s/:school/classes/:id") view=school(Action::ClassRead, Screen::Class) />
            <Route path=path!("/s/:school/year") view=school(Action::ClassEdit, Screen::Year) />
            <Route path=path!("/s/:school/erasures") view=school(Action::ErasureDecide, Screen::Erasures) />
            <Route path=path!("/s/:school/corrections") view=school(Action::CorrectionDecide, Screen::Corrections) />
            <Route path=path!("/s/:school/retention") view=school(Action::SchoolEdit, Screen::Retention) />
        </FlatRoutes>
    }
    .into_any()
}

/// Shows a screen of a school to those who belong to it and may do `action`.
fn in_school(action: Action, screen: Screen) -> AnyView {
    let params = use_params_map();
    let slug = derived(move || params.with(|params| params.get("school").unwrap_or_default()));
    signed_in(move |me| {
        let me = StoredValue::new(me);
        let screen = move || match Here::find(me.get_value(), &slug.get()) {
            None => not_found(),
            Some(here) if here.me.totp_missing_in.contains(&here.member.school.id) => second_step_wanted(),
            Some(here) if here.member.capacities.is_empty() => closed(),
            Some(here) if !here.may(action) => forbidden(),
            Some(here) => {
                i18n::dates::set_zone(&here.member.school.time_zone);
                parts::screen(screen, Place::School(here))
            }
        };
        live(screen)
    })
}

/// Shows a screen to those who are signed in, and leads others to the door and back.
pub fn signed_in(screen: impl Fn(Arc<Me>) -> AnyView + Send + 'static) -> AnyView {
    let session = Session::get();
    let screen: Box<dyn Fn(Arc<Me>) -> AnyView + Send> = Box::new(screen);
    live(move || match session.who.get() {
        Who::Unknown => skeleton(3),
        Who::Guest => go(auth::login::address(&browser::here())),
        Who::Failed(error) => failure(&error, move || session.retry()),
        Who::SignedIn(me) if me.drafts => parts::screen(Screen::Drafts, Place::Person(me)),
        Who::SignedIn(me) => screen(me),
    })
}

/// Leads elsewhere, leaving no trace in the way back.
pub fn go(path: String) -> AnyView {
    let navigate = use_navigate();
    spawn(async move {
        let options = NavigateOptions {
            replace: true,
            ..NavigateOptions::default()
        };
        navigate(&path, options);
    });
    ().into_any()
}

pub fn not_found() -> AnyView {
    let t = i18n::general();
    let home = view! { <a class="btn main" href="/">{t.go_home}</a> }.into_any();
    page(
        t.not_found.to_owned(),
        ().into_any(),
        ().into_any(),
        empty("", t.not_found_hint, home),
    )
}

/// The school answers nothing else until there is a second step.
fn second_step_wanted() -> AnyView {
    let t = i18n::general();
    let go = view! { <a class="btn main" href="/profile/security">{t.wall_go}</a> }.into_any();
    page(
        t.wall_title.to_owned(),
        ().into_any(),
        ().into_any(),
        empty("", t.wall, go),
    )
}

/// Whose consent is withdrawn, or who has no role any more, is led to what stays open.
fn closed() -> AnyView {
    let t = i18n::general();
    let data = view! { <a class="btn main" href="/profile/data">{t.my_data}</a> }.into_any();
    page(
        t.closed.to_owned(),
        ().into_any(),
        ().into_any(),
        empty("", t.closed_hint, data),
    )
}

fn forbidden() -> AnyView {
    let t = i18n::general();
    let home = view! { <a class="btn main" href="/">{t.go_home}</a> }.into_any();
    page(
        t.forbidden.to_owned(),
        ().into_any(),
        ().into_any(),
        empty("", t.forbidden_hint, home),
    )
}
