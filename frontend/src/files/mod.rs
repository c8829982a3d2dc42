//! Files that go with what is being written, and files of what was written. Screens hold little of it: choosing, sending and showing
//! are loaded when a form or a message needs them.

pub mod picker;
pub mod shown;

use leptos::prelude::*;
use podskazka_shared::files::StoredFile;
use podskazka_shared::ids::FileId;
use podskazka_shared::tickets::TicketPath;

use crate::i18n::files;
use crate::live::State;
use crate::parts::{self, Place, Screen};
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::Toasts;

/// How far a chosen file is.
#[derive(Debug, Clone, PartialEq)]
pub enum Progress {
    /// How much of a hundred has gone.
    Sending(u8),
    /// Why it is not there, and whether to try again helps.
    Failed(String, bool),
    Done(StoredFile),
}

/// A file that somebody chose. Its key is the key of its upload, too.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    pub key: String,
    pub name: String,
    pub progress: Progress,
}

/// The files of a form.
#[derive(Clone, Copy)]
pub struct Attached {
    pub items: State<Vec<Item>>,
    pub sending: Sending,
    here: StoredValue<Here>,
    name: StoredValue<String>,
}

impl Attached {
    /// Those of the form `name`.
    pub fn of(here: &Here, sending: Sending, name: String) -> Self {
        Self {
            items: State::new(Vec::new()),
            sending,
            here: StoredValue::new(here.clone()),
            name: StoredValue::new(name),
        }
    }

    pub fn view(self) -> AnyView {
        provide_context(self);
        parts::beside(Screen::Attach, Place::School(self.here.get_value()))
    }

    /// The files to send; none while one is on its way or did not arrive, which is said.
    pub fn ready(self, toasts: Toasts) -> Option<Vec<FileId>> {
        self.items.with_untracked(|items| {
            let waits = items.iter().find_map(|item| match &item.progress {
                Progress::Sending(_) => Some(files().wait),
                Progress::Failed(..) => Some(files().not_sent),
                Progress::Done(_) => None,
            });
            match waits {
                Some(text) => {
                    toasts.say(text);
                    None
                }
                None => Some(done(items)),
            }
        })
    }

    /// They went with what was sent; what was chosen meanwhile stays.
    pub fn went(self, with: &[FileId]) {
        self.items
            .update(|items| items.retain(|item| item.done().is_none_or(|file| !with.contains(&file.id))));
    }
}

fn done(items: &[Item]) -> Vec<FileId> {
    items.iter().filter_map(Item::done).map(|file| file.id).collect()
}

impl Item {
    pub fn done(&self) -> Option<&StoredFile> {
        match &self.progress {
            Progress::Done(file) => Some(file),
            Progress::Sending(_) | Progress::Failed(..) => None,
        }
    }
}

/// The files of a message, for the part that shows them.
#[derive(Clone)]
pub struct Shown {
    pub path: TicketPath,
    pub files: Vec<StoredFile>,
}

/// Shows the files of a message once their part is there.
pub fn of_message(path: TicketPath, files: Vec<StoredFile>) -> Option<AnyView> {
    (!files.is_empty()).then(|| {
        provide_context(Shown { path, files });
        parts::beside(Screen::Files, Place::Anyone)
    })
}
