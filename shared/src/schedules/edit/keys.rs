//! What the keys of the editor do. Letters go by their place on the keyboard, so that they work in both alphabets.

use super::clock::{Edge, STEP};
use super::walk::Way;

/// A key with what is held down beside it. `code` names the place of the key (`KeyN`), as the DOM does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Press<'a> {
    pub code: &'a str,
    pub alt: bool,
    pub shift: bool,
    /// Control, or Command on a Mac.
    pub ctrl: bool,
}

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    Go(Way),
    /// Opens the form of the hours, or of new ones on an empty day.
    Open,
    /// New hours on the day.
    New,
    /// Moves hours by days and minutes.
    Shift {
        days: i32,
        minutes: i32,
    },
    /// Moves one end of the hours by minutes.
    Stretch {
        edge: Edge,
        minutes: i32,
    },
    Remove,
    Undo,
    Redo,
    Save,
}

/// The command of a key, if it has one.
#[must_use]
pub fn command(press: Press<'_>) -> Option<Command> {
    let step = i32::from(STEP);
    let Press {
        code,
        alt,
        shift,
        ctrl,
    } = press;
    let command = match (code, alt, shift, ctrl) {
        ("KeyZ", false, false, true) => Command::Undo,
        ("KeyZ", false, true, true) | ("KeyY", false, false, true) => Command::Redo,
        ("KeyS", false, false, true) => Command::Save,
        (_, _, _, true) => return None,
        ("ArrowUp", false, false, _) => Command::Go(Way::Up),
        ("ArrowDown", false, false, _) => Command::Go(Way::Down),
        ("ArrowLeft", false, false, _) => Command::Go(Way::Left),
        ("ArrowRight", false, false, _) => Command::Go(Way::Right),
        ("Home", false, false, _) => Command::Go(Way::First),
        ("End", false, false, _) => Command::Go(Way::Last),
        ("ArrowUp", true, false, _) => Command::Shift {
            days: 0,
            minutes: -step,
        },
        ("ArrowDown", true, false, _) => Command::Shift {
            days: 0,
            minutes: step,
        },
        ("ArrowLeft", true, false, _) => Command::Shift { days: -1, minutes: 0 },
        ("ArrowRight", true, false, _) => Command::Shift { days: 1, minutes: 0 },
        ("ArrowUp", true, true, _) => Command::Stretch {
            edge: Edge::End,
            minutes: -step,
        },
        ("ArrowDown", true, true, _) => Command::Stretch {
            edge: Edge::End,
            minutes: step,
        },
        ("ArrowLeft", true, true, _) => Command::Stretch {
            edge: Edge::Start,
            minutes: -step,
        },
        ("ArrowRight", true, true, _) => Command::Stretch {
            edge: Edge::Start,
            minutes: step,
        },
        ("Enter" | "NumpadEnter" | "Space", false, false, _) => Command::Open,
        ("KeyN", false, _, _) => Command::New,
        ("Delete" | "Backspace", false, false, _) => Command::Remove,
        _ => return None,
    };
    Some(command)
}
