//! What changes elsewhere while one looks: told by the server's stream, heard by whoever shows it.
//!
//! The stream itself is opened by [`connect`], in a part that is loaded after the first screen.

pub mod answering;
pub mod connect;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::{on_cleanup, set_timeout};
use podskazka_shared::live::LiveChange;

/// Hears of a change; of none when it is not known what changed.
type Hears = Rc<dyn Fn(Option<&LiveChange>)>;

thread_local! {
    static HEARERS: RefCell<Vec<(u32, Hears)>> = const { RefCell::new(Vec::new()) };
    static NEXT: Cell<u32> = const { Cell::new(0) };
}

/// Runs with each change, until what asks for it goes.
pub fn on_change(run: impl Fn(Option<&LiveChange>) + 'static) {
    let number = NEXT.get();
    NEXT.set(number.wrapping_add(1));
    HEARERS.with_borrow_mut(|hearers| hearers.push((number, Rc::new(run))));
    on_cleanup(move || HEARERS.with_borrow_mut(|hearers| hearers.retain(|(this, _)| *this != number)));
}

/// Lets everybody hear.
fn tell(change: Option<&LiveChange>) {
    // They may come and go meanwhile.
    let hearers = HEARERS.with_borrow(|hearers| hearers.clone());
    for (_, hear) in hearers {
        hear(change);
    }
}

/// Runs once a while after it was called the first time, however often it is called until then.
pub fn soon(wait: Duration, run: impl Fn() + 'static) -> impl Fn() + 'static {
    let (waits, run) = (Rc::new(Cell::new(false)), Rc::new(run));
    move || {
        if !waits.replace(true) {
            let (waits, run) = (Rc::clone(&waits), Rc::clone(&run));
            let due = move || {
                waits.set(false);
                run();
            };
            set_timeout(due, wait);
        }
    }
}
