//! The help schedule: the week in force, its versions, a new one out of a table.

pub mod check;
mod coming;
pub mod compare;
pub mod editor;
pub mod grid;
pub mod import;
pub mod life;
mod link;
pub mod new;
pub mod on_duty;
pub mod show;
mod vendor;
pub mod week;
mod words;

use podskazka_shared::schedules::ScheduleState;

/// Whether the lines may still be changed.
pub const fn is_draft(state: ScheduleState) -> bool {
    matches!(state, ScheduleState::Draft | ScheduleState::Agreed)
}
