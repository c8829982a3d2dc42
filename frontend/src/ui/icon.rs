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
    People,
    Classes,
    Profile,
    Back,
    Next,
    Calendar,
    Away,
    Plus,
    Undo,
    Redo,
    Alert,
    Check,
    Empty,
    Print,
    Log,
    Pencil,
    Eraser,
    Helpers,
    Platform,
    Class,
    Plug,
    Clock,
    Desk,
    Book,
    Scales,
    Phone,
    Bell,
    Clip,
    Camera,
    Cross,
    File,
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
            Self::People => {
                "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.6-5 12.4-5 13 0M16 4.5a3.5 3.5 0 0 1 0 6.5M18 15c2 .6 3.2 2 3.5 5"
            }
            Self::Classes => "M4 5h7v6H4zM13 5h7v6h-7zM4 13h7v6H4zM13 13h7v6h-7z",
            Self::Book => "M12 6c-2-1.6-5-2-8-2v14c3 0 6 .4 8 2 2-1.6 5-2 8-2V4c-3 0-6 .4-8 2zM12 6v14",
            Self::Bell => "M6 17V11a6 6 0 0 1 12 0v6l2 2H4zM10 21.500h4",
            Self::Phone => {
                "M6 3h3l1.500 5-2 1.500a12 12 0 0 0 6 6l1.500-2 5 1.500v3a2 2 0 0 1-2 2A17 17 0 0 1 4 5a2 2 0 0 1 2-2z"
            }
            Self::Clip => {
                "M20 11l-8.500 8.500a5 5 0 0 1-7-7L13 4a3.500 3.500 0 0 1 5 5l-8.500 8.500a1.800 1.800 0 0 1-2.500-2.500L14.500 7.500"
            }
            Self::Camera => {
                "M4 8h3.500l1.500-3h6l1.500 3H20v11H4zM12 16.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7z"
            }
            Self::Cross => "M6 6l12 12M18 6L6 18",
            Self::File => "M7 3h7l4 4v14H7zM14 3v4h4",
            Self::Plug => "M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4",
            Self::Clock => "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5.5l3.5 2",
            Self::Desk => {
                "M3 11h18M5 11v9M19 11v9M12 7a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM8 11c.4-3 7.6-3 8 0"
            }
            Self::Profile => "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c1-5 15-5 16 0",
            Self::Back => "M15 5l-7 7 7 7",
            Self::Next => "M9 5l7 7-7 7",
            Self::Calendar => "M5 5h14v16H5zM8 3v4M16 3v4M5 10h14M9 14h2M13 14h2M9 17h2",
            Self::Away => "M10 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 20c.8-5 13.2-5 14 0M15 8h6",
            Self::Undo => "M9 14L4 9l5-5M4 9h10.5a5.5 5.5 0 0 1 0 11H10",
            Self::Redo => "M15 14l5-5-5-5M20 9H9.5a5.5 5.5 0 0 0 0 11H14",
            Self::Plus => "M12 5v14M5 12h14",
            Self::Alert => "M12 4l9 16H3zM12 10v4M12 17v.5",
            Self::Check => "M5 12.5l4.5 4.5L19 7.5",
            Self::Empty => "M4 13l3-8h10l3 8v6H4zM4 13h5l1 2h4l1-2h5",
            Self::Pencil => "M4 20l1-5L16 4l4 4L9 19zM14 6l4 4",
            Self::Eraser => "M8 20l-5-5L14 4l7 7-9 9zM8 20h13M9 9l7 7",
            Self::Log => "M9 6h11M9 12h11M9 18h11M4.5 6h.5M4.5 12h.5M4.5 18h.5",
            Self::Helpers => {
                "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2 20c.8-5 13.2-5 14 0M17 8v6M14 11h6"
            }
            Self::Platform => "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
            Self::Class => {
                "M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM2 20c1-5 13-5 14 0M16 4.500a3.300 3.300 0 0 1 0 6.300M18.500 15.500c2 .6 3 2 3.500 4.500"
            }
            Self::Scales => {
                "M12 4v16M7 20h10M5 7h14M5 7l-3 7a3.500 3.500 0 0 0 6 0zM19 7l-3 7a3.500 3.500 0 0 0 6 0z"
            }
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
