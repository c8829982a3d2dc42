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
use crate::live::{State, live, spawn};
use crate::session::Here;
use crate::ui::skeleton;
use crate::{feedback, i18n, people, schedules, schools, tickets};

/// The screens, as the addresses name them.
#[derive(Debug, Clone, Copy)]
pub enum Screen {
    List,
    New,
    Request,
    Week,
    Profile,
    Queue,
    Report,
    School,
    Import,
    Schedule,
}

/// Who opens a screen, and where.
#[derive(Clone)]
pub enum Place {
    School(Here),
    /// Outside any school.
    Person(Arc<Me>),
}

type Draw = fn(Place) -> AnyView;
/// The screens of a part, in the order of [`Screen::part`].
type Screens = &'static [Draw];
type Load = Pin<Box<dyn Future<Output = Result<Screens, SplitLoaderError>>>>;

/// A part: where it is kept once it is loaded, and how it is loaded.
#[derive(Clone, Copy)]
struct Part {
    loaded: &'static LocalKey<Cell<Option<Screens>>>,
    load: fn() -> Load,
}

fn of_school(place: Place, screen: fn(Here) -> AnyView) -> AnyView {
    match place {
        Place::School(here) => screen(here),
        Place::Person(_) => not_found(),
    }
}

fn of_person(place: Place, screen: fn(Arc<Me>) -> AnyView) -> AnyView {
    match place {
        Place::School(here) => screen(here.me),
        Place::Person(me) => screen(me),
    }
}

static ASKING: [Draw; 2] = [
    |place| of_school(place, tickets::list::list),
    |place| of_school(place, tickets::new::new),
];
static REQUEST: [Draw; 1] = [|place| of_school(place, tickets::show::show)];
static AROUND: [Draw; 2] = [
    |place| of_school(place, schedules::week::week),
    |place| of_person(place, people::profile::profile),
];
static DESK: [Draw; 5] = [
    |place| of_school(place, tickets::queue::queue),
    |place| of_school(place, feedback::report::report),
    |place| of_school(place, schools::edit::edit),
    |place| of_school(place, schedules::import::import),
    |place| of_school(place, schedules::show::show),
];

#[wasm_split(asking, wasm_split_path = ::leptos::wasm_split, fallible)]
fn asking() -> Result<Screens, SplitLoaderError> {
    Ok(&ASKING)
}

#[wasm_split(request, wasm_split_path = ::leptos::wasm_split, fallible)]
fn request() -> Result<Screens, SplitLoaderError> {
    Ok(&REQUEST)
}

#[wasm_split(around, wasm_split_path = ::leptos::wasm_split, fallible)]
fn around() -> Result<Screens, SplitLoaderError> {
    Ok(&AROUND)
}

#[wasm_split(desk, wasm_split_path = ::leptos::wasm_split, fallible)]
fn desk() -> Result<Screens, SplitLoaderError> {
    Ok(&DESK)
}

thread_local! {
    static ASKING_LOADED: Cell<Option<Screens>> = const { Cell::new(None) };
    static REQUEST_LOADED: Cell<Option<Screens>> = const { Cell::new(None) };
    static AROUND_LOADED: Cell<Option<Screens>> = const { Cell::new(None) };
    static DESK_LOADED: Cell<Option<Screens>> = const { Cell::new(None) };
}

impl Screen {
    /// The part that the screen stands in, and its place there.
    fn part(self) -> (Part, usize) {
        let asking = Part {
            loaded: &ASKING_LOADED,
            load: || Box::pin(asking()),
        };
        let request = Part {
            loaded: &REQUEST_LOADED,
            load: || Box::pin(request()),
        };
        let around = Part {
            loaded: &AROUND_LOADED,
            load: || Box::pin(around()),
        };
        let desk = Part {
            loaded: &DESK_LOADED,
            load: || Box::pin(desk()),
        };
        match self {
            Self::List => (asking, 0),
            Self::New => (asking, 1),
            Self::Request => (request, 0),
            Self::Week => (around, 0),
            Self::Profile => (around, 1),
            Self::Queue => (desk, 0),
            Self::Report => (desk, 1),
            Self::School => (desk, 2),
            Self::Import => (desk, 3),
            Self::Schedule => (desk, 4),
        }
    }
}

/// Shows a screen as soon as its part is there.
pub fn screen(screen: Screen, place: Place) -> AnyView {
    let (part, index) = screen.part();
    let draw = move || part.loaded.get().and_then(|screens| screens.get(index).copied());
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
