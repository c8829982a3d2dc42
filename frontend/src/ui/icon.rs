//! Line icons, drawn in the colour of the text.

use leptos::prelude::*;

/// What an icon shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    Queue,
    Tickets,
    Schedule,
    Report,
    School,
    Profile,
    Back,
    Plus,
    Alert,
    Check,
    Empty,
    Print,
}

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            Self::Queue => "M4 6h16M4 12h16M4 18h10",
            Self::Tickets => "M4 5h16v11H9l-5 4z",
            Self::Schedule => {
                "M5 5h14a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2zM8 3v4M16 3v4M3 10h18"
            }
            Self::Report => "M5 20v-7M12 20V5M19 20v-10M3 20h18",
            Self::School => "M3 10l9-6 9 6M5 9v11h14V9M10 20v-6h4v6",
            Self::Profile => "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c1-5 15-5 16 0",
            Self::Back => "M15 5l-7 7 7 7",
            Self::Plus => "M12 5v14M5 12h14",
            Self::Alert => "M12 4l9 16H3zM12 10v4M12 17v.5",
            Self::Check => "M5 12.5l4.5 4.5L19 7.5",
            Self::Empty => "M4 13l3-8h10l3 8v6H4zM4 13h5l1 2h4l1-2h5",
            Self::Print => "M7 9V4h10v5M7 17H4v-7h16v7h-3M7 14h10v6H7z",
        }
    }
}

/// The icon; it says nothing to those who do not see it.
pub fn icon(icon: Icon) -> AnyView {
    view! {
        <svg class="ico" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=icon.path()></path>
        </svg>
    }
    .into_any()
}
