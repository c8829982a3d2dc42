//! One request that was found, as it travels: where its words are, and how well it fits.

use podskazka_shared::ids::TicketId;
use podskazka_shared::tickets::search::{MAX_SNIPPETS, Snippet, Span, TicketHit};
use podskazka_shared::tickets::{MessageKind, TicketSummary};

use super::mark::{excerpt, spans};
use super::query::Asked;
use super::words::Origin;
use crate::store::tickets::Said;

/// What a word counts for where it stands, when the best come first.
const IN_NUMBER: usize = 40;
const IN_TITLE: usize = 10;
const IN_NAME: usize = 8;
const IN_REQUEST: usize = 4;
const IN_MESSAGE: usize = 2;

/// Shows a request with the places of the words, and tells how well it fits.
pub fn hit(ticket: TicketSummary, texts: &[&Said], asked: &Asked) -> (usize, TicketHit) {
    let class = ticket.class_name.clone().unwrap_or_default();
    let (in_number, in_title, in_class) = (
        spans(&ticket.number, Origin::Text, asked),
        spans(&ticket.title, Origin::Text, asked),
        spans(&class, Origin::Text, asked),
    );
    let in_requester = spans(&ticket.requester.name, Origin::Name, asked);
    let (mut best, mut pieces) = (0, Vec::new());
    for text in texts {
        let Some(found) = excerpt(&text.body, asked) else {
            continue;
        };
        let weight = match text.kind {
            MessageKind::Request => IN_REQUEST,
            MessageKind::Message
            | MessageKind::Question
            | MessageKind::Answer
            | MessageKind::Refusal
            | MessageKind::Vendor
            | MessageKind::Note => IN_MESSAGE,
        };
        // A text with all words tells more than several with one each.
        best = best.max(found.words * found.words * weight);
        // A request of one line is its title.
        if text.kind != MessageKind::Request || found.text != ticket.title {
            pieces.push((found.words, snippet(ticket.id, text, found)));
        }
    }
    // The sort keeps the order in which the texts came among those with as many words.
    pieces.sort_by(|(one, _), (other, _)| other.cmp(one));
    let count = |found: &[Span], weight: usize| found.len() * weight;
    let score = best
        + count(&in_number, IN_NUMBER)
        + count(&in_title, IN_TITLE)
        + count(&in_requester, IN_NAME)
        + count(&in_class, IN_NAME);
    let snippets = pieces
        .into_iter()
        .take(MAX_SNIPPETS)
        .map(|(_, snippet)| snippet)
        .collect();
    let hit = TicketHit {
        ticket,
        in_number,
        in_title,
        in_requester,
        in_class,
        snippets,
    };
    (score, hit)
}

fn snippet(ticket: TicketId, text: &Said, found: super::mark::Excerpt) -> Snippet {
    Snippet {
        message: text.id,
        kind: text.kind,
        of: (text.ticket_id != ticket).then_some(text.ticket_id),
        text: found.text,
        found: found.found,
    }
}
