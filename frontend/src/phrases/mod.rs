//! Phrases: the screen on which they are kept, and the box that puts one into an answer.

mod form;
pub mod insert;
pub mod list;
pub mod picker;

use podskazka_shared::access::{Action, Reach, reaches};
use podskazka_shared::ids::PhraseId;
use podskazka_shared::phrases::offer::{Offer, Whose};
use podskazka_shared::phrases::{Phrase, PhraseBody, PhrasePath};

use crate::i18n::phrases as texts;
use crate::session::Here;

/// A phrase in the addresses of the API.
fn path(here: &Here, phrase: PhraseId) -> PhrasePath {
    PhrasePath {
        school: here.slug.clone(),
        phrase,
    }
}

/// Whether they may write the school's phrases.
fn writes_schools(here: &Here) -> bool {
    let of_school = |capacity: &_| reaches(Action::PhraseWrite, *capacity).contains(&Reach::School);
    here.member.capacities.iter().any(of_school)
}

/// The phrase as it would be written anew.
fn body_of(phrase: &Phrase) -> PhraseBody {
    PhraseBody {
        kind: phrase.kind,
        title: phrase.title.clone(),
        text: phrase.text.clone(),
        topic: phrase.topic,
        mine: phrase.mine,
    }
}

/// The phrase as it is offered.
fn offer_of(phrase: Phrase) -> Offer {
    Offer {
        id: phrase.id.to_string(),
        kind: phrase.kind,
        topic: phrase.topic,
        title: phrase.title,
        text: phrase.text,
        whose: if phrase.mine { Whose::Mine } else { Whose::School },
    }
}

fn whose(whose: Whose) -> &'static str {
    let t = texts();
    match whose {
        Whose::Mine => t.mine,
        Whose::School => t.of_school,
        Whose::Ready => t.of_program,
    }
}
