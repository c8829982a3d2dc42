//! The screens in parts. Each part stands in a file of its own, which is loaded when one of its screens is opened for the
//! first time: a parent on a slow link does not pay for what only staff open.
//!
//! What stands where is decided by the bundler: everything that only one part reaches goes into that part's file.

use std::cell::Cell;
use std::pin::Pin;
use std::sync::Arc;
use std::thread::LocalKey;

use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use podskazka_shared::people::Me;

use crate::app::not_found;
use crate::live::{State, live, maybe, spawn};
use crate::session::Here;
use crate::tickets::view::Open;
use crate::ui::skeleton;
use crate::{
    articles, audit, auth, calendars, callbacks, classes, clients, conduct, consultations, deadlines, drafts,
    duty, files, follow_ups, i18n, joining, news, notifications, orders, people, phrases, platform, privacy,
    reports, schedules, schools, tickets, voices,
};

/// Who opens a screen, and where.
#[derive(Clone)]
pub enum Place {
    School(Here),
    /// Beside a request that is open.
    Request(Here, Open),
    /// Outside any school.
    Person(Arc<Me>),
    /// Before the door.
    Anyone,
}

/// Draws a screen where it is opened.
type Draw = fn(Place) -> AnyView;
/// The screens of a part.
type Screens = &'static [(Screen, Draw)];
type Load = Pin<Box<dyn Future<Output = Result<Screens, SplitLoaderError>>>>;

/// A part: where it is kept once it is loaded, and how it is loaded.
#[derive(Clone, Copy)]
struct Part {
    loaded: &'static LocalKey<Cell<Option<Screens>>>,
    load: fn() -> Load,
}

fn of_school(place: Place, screen: fn(Here) -> AnyView) -> AnyView {
    match place {
        Place::School(here) | Place::Request(here, _) => screen(here),
        Place::Person(_) | Place::Anyone => not_found(),
    }
}

fn of_person(place: Place, screen: fn(Arc<Me>) -> AnyView) -> AnyView {
    match place {
        Place::School(here) | Place::Request(here, _) => screen(here.me),
        Place::Person(me) => screen(me),
        Place::Anyone => not_found(),
    }
}

fn of_request(place: Place, part: fn(&Here, Open) -> AnyView) -> AnyView {
    match place {
        Place::Request(here, open) => part(&here, open),
        Place::School(_) | Place::Person(_) | Place::Anyone => ().into_any(),
    }
}

macro_rules! parts {
    ($($part:ident { $($screen:ident => $draw:expr,)+ })+) => {
        /// The screens, as the addresses name them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Screen { $($($screen,)+)+ }

        impl Screen {
            fn part(self) -> Part {
                match self {
                    $($(Self::$screen)|+ => Part { loaded: &$part::LOADED, load: || Box::pin($part::load()) },)+
                }
            }
        }

        $(mod $part {
            use super::*;

            static SCREENS: Screens = &[$((Screen::$screen, $draw),)+];

            thread_local! {
                pub static LOADED: Cell<Option<Screens>> = const { Cell::new(None) };
            }

            #[wasm_split($part, wasm_split_path = ::leptos::wasm_split, fallible)]
            pub fn load() -> Result<Screens, SplitLoaderError> {
                Ok(SCREENS)
            }
        })+
    };
}

// Four parts: what two or three of them share stands in a file of its own for every such set, and each of those is a request
// and a module to be started. Eight parts made a hundred of them, half a second on a slow phone.
parts! {
    // What everybody opens, and what stands above every screen: who starts elsewhere has it by the first click.
    visit {
        List => |place| of_school(place, tickets::list::list),
        New => |place| of_school(place, tickets::new::new),
        Request => |place| of_school(place, tickets::show::show),
        Week => |place| of_school(place, schedules::week::week),
        Profile => |place| of_person(place, people::profile::profile),
        Book => |place| of_school(place, consultations::book::book),
        Consultations => |place| of_school(place, consultations::mine::mine),
        Consultation => |place| of_school(place, consultations::show::show),
        Articles => |place| of_school(place, articles::list::list),
        Article => |place| of_school(place, articles::show::show),
        Voices => |place| of_school(place, voices::write::write),
        // What a search found.
        Found => |place| of_school(place, tickets::found::found),
        // What stands beside a request.
        Counted => |place| of_request(place, tickets::counted::counted),
        Events => |place| of_request(place, tickets::events::events),
        Around => |place| of_request(place, tickets::around::around),
        Object => |place| of_request(place, tickets::object::object),
        // Choosing files, and showing those of a message.
        Attach => |place| of_school(place, files::picker::picker),
        Files => |_| files::shown::shown(),
        // What stands above the screens.
        OnDuty => |place| of_school(place, schedules::on_duty::line),
        CallbacksWaiting => |place| of_school(place, callbacks::waiting::line),
        Bell => |place| of_school(place, notifications::bell::bell),
        News => |place| of_school(place, news::connect::news),
        Banners => |_| [auth::notices::banner(), joining::banner::banner()].into_any(),
    }
    desk {
        Queue => |place| of_school(place, tickets::queue::queue),
        Log => |place| of_school(place, tickets::log::log),
        // What those who help may do with a request besides answering.
        Steps => |place| of_request(place, tickets::steps::steps),
        Report => |place| of_school(place, reports::report),
        VoicesInbox => |place| of_school(place, voices::inbox::inbox),
        FollowUps => |place| of_school(place, follow_ups::list),
        School => |place| of_school(place, schools::edit::edit),
        Import => |place| of_school(place, schedules::import::import),
        Schedule => |place| of_school(place, schedules::show::show),
        Callbacks => |place| of_school(place, callbacks::list::list),
        Callback => |place| of_school(place, callbacks::show::show),
        Desk => |place| of_school(place, consultations::desk::desk),
        ConsultRules => |place| of_school(place, consultations::settings::settings),
        Phrases => |place| of_school(place, phrases::list::list),
        // In the box of an answer: a parent who writes there does not load it.
        PickPhrase => |place| of_school(place, phrases::picker::picker),
    }
    account {
        Security => |place| of_person(place, people::security::security),
        Forgot => |_| auth::forgot::forgot(),
        Reset => |_| auth::reset::reset(),
        Join => |_| joining::join::join(),
        Notifications => |place| of_school(place, notifications::list::list),
        Drafts => |place| of_person(place, drafts::back),
        Mail => |place| of_person(place, notifications::mail::mail),
        Data => |place| of_person(place, privacy::data::data),
        Erasures => |place| of_school(place, privacy::erasures::erasures),
        Corrections => |place| of_school(place, privacy::corrections::corrections),
        Retention => |place| of_school(place, privacy::retention::retention),
        Conduct => |place| of_school(place, conduct::list::list),
        ConductReport => |place| of_school(place, conduct::show::show),
        ConductFile => |place| of_school(place, conduct::file::file),
        ConductTold => |place| of_school(place, conduct::told::told),
    }
    // What the office of a school keeps, and who runs the installation.
    office {
        Documents => |place| of_school(place, joining::documents::documents),
        Calendar => |place| of_school(place, calendars::calendar::calendar),
        Duty => |place| of_school(place, duty::duty),
        Deadlines => |place| of_school(place, deadlines::deadlines),
        WriteArticle => |place| of_school(place, articles::write::write),
        HelpfulArticles => |place| of_school(place, articles::helpful::helpful),
        ArticleWork => |place| of_school(place, articles::work::work),
        Programs => |place| of_school(place, clients::list::list),
        Helpers => |place| of_school(place, orders::helpers::helpers),
        Platform => |place| of_person(place, platform::platform),
        People => |place| of_school(place, people::list::list),
        NewCard => |place| of_school(place, people::new::new),
        PeopleImport => |place| of_school(place, people::import::import),
        Card => |place| of_school(place, people::card::card),
        Classes => |place| of_school(place, classes::list::list),
        Class => |place| of_school(place, classes::show::show),
        Year => |place| of_school(place, classes::year::year),
        Audit => |place| of_school(place, audit::log::log),
        MyClass => |place| of_school(place, joining::my_class::my_class),
        Slips => |place| of_school(place, joining::stack::stack),
        // Drawing up a schedule.
        NewSchedule => |place| of_school(place, schedules::new::screen),
        Editor => |place| of_school(place, schedules::editor::edit),
        Compare => |place| of_school(place, schedules::compare::screen),
    }
}

/// Shows a screen as soon as its part is there.
pub fn screen(screen: Screen, place: Place) -> AnyView {
    let part = screen.part();
    let draw = move || {
        let screens = part.loaded.get()?.iter();
        screens
            .copied()
            .find_map(|(this, draw)| (this == screen).then_some(draw))
    };
    if let Some(draw) = draw() {
        return draw(place);
    }
    let failed = State::new(None::<bool>);
    let fetch = move || {
        spawn(async move {
            let loaded = (part.load)().await.ok();
            part.loaded.set(loaded);
            failed.try_set(Some(loaded.is_none()));
        });
    };
    fetch();
    live(move || match (failed.get(), draw()) {
        (Some(_), Some(draw)) => draw(place.clone()),
        (Some(true), None) => missing(move || {
            failed.set(None);
            fetch();
        }),
        (Some(false) | None, _) => skeleton(3),
    })
}

/// Shows what stands beside a screen once its part is there, and nothing until then.
pub fn beside(screen: Screen, place: Place) -> AnyView {
    let part = screen.part();
    let screens = State::new(part.loaded.get());
    if part.loaded.get().is_none() {
        spawn(async move {
            let loaded = (part.load)().await.ok();
            part.loaded.set(loaded);
            screens.try_set(loaded);
        });
    }
    maybe(move || {
        let (_, draw) = screens.get()?.iter().find(|(this, _)| *this == screen)?;
        Some(draw(place.clone()))
    })
}

fn missing(again: impl Fn() + Copy + Send + 'static) -> AnyView {
    let t = i18n::general();
    view! {
        <div class="card col" role="alert">
            <p>{t.network}</p>
            <button class="btn" type="button" on:click=move |_| again()>{t.retry}</button>
        </div>
    }
    .into_any()
}
