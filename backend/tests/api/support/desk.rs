//! What people do at the desk, in one word each. The clock moves by a second first, so that events have an order.

use chrono::Duration;
use podskazka_shared::conduct::StopBody;
use podskazka_shared::endpoint::{Endpoint, Nothing};
use podskazka_shared::feedback::{Rating, RatingBody, TicketsRating};
use podskazka_shared::ids::{MessageId, TicketId};
use podskazka_shared::tickets::history::{TicketEvent, TicketsHistory};
use podskazka_shared::tickets::join::{
    MergeBody, SplitBody, TicketLinkBody, TicketsLink, TicketsMerge, TicketsSplit, TicketsUnmerge,
};
use podskazka_shared::tickets::{
    AssignBody, DecideBody, FollowBody, HandOverBody, Message, MessageBody, MessagesCreate, MessagesQuery,
    Outcome, OutcomeBody, RequesterGroup, StepBody, Ticket, TicketBody, TicketPath, TicketSummary,
    TicketsAnswer, TicketsAsk, TicketsAssign, TicketsClose, TicketsCreate, TicketsDecide, TicketsFind,
    TicketsFollow, TicketsHandOver, TicketsList, TicketsObject, TicketsOutcome, TicketsQuery, TicketsRefuse,
    TicketsReopen, TicketsStop, TicketsTopic, Topic, TopicBody, VendorChannel,
};

use super::Who;
use super::client::Ask;

/// A request's body with nothing but a description.
pub fn ticket(description: &str) -> TicketBody {
    TicketBody::new(Topic::Other, description)
}

/// What is handed over to the vendor by e-mail.
pub fn handover(text: &str) -> HandOverBody {
    HandOverBody {
        channel: VendorChannel::Email,
        text: text.to_owned(),
        reference: None,
        files: Vec::new(),
    }
}

pub fn step(text: &str) -> StepBody {
    StepBody {
        text: text.to_owned(),
        files: Vec::new(),
    }
}

impl Who {
    pub fn at(&self, ticket: TicketId) -> TicketPath {
        TicketPath {
            school: self.school.clone(),
            ticket,
        }
    }

    pub fn later(&self) {
        self.app().after(Duration::seconds(1));
    }

    /// Files a request that tells what the school's card does not know.
    pub async fn files(&self, description: &str) -> Ticket {
        self.later();
        self.ask::<TicketsCreate>(self.path())
            .body(&ticket(description))
            .done()
            .await
    }

    /// The same for those who are several things.
    pub async fn files_as(&self, group: RequesterGroup, description: &str) -> Ticket {
        let body = TicketBody {
            group: Some(group),
            ..ticket(description)
        };
        self.files_body(&body).await
    }

    pub async fn files_body(&self, body: &TicketBody) -> Ticket {
        self.later();
        self.ask::<TicketsCreate>(self.path()).body(body).done().await
    }

    pub async fn sees(&self, id: TicketId) -> Ticket {
        self.ask::<TicketsFind>(self.at(id)).done().await
    }

    pub async fn says(&self, id: TicketId, text: &str) -> Message {
        self.later();
        let body = MessageBody {
            text: text.to_owned(),
            internal: false,
            files: Vec::new(),
        };
        self.ask::<MessagesCreate>(self.at(id)).body(&body).done().await
    }

    pub async fn notes(&self, id: TicketId, text: &str) -> Message {
        self.later();
        let body = MessageBody {
            text: text.to_owned(),
            internal: true,
            files: Vec::new(),
        };
        self.ask::<MessagesCreate>(self.at(id)).body(&body).done().await
    }

    /// A step from the version that is there now.
    pub async fn step<E>(&self, id: TicketId) -> Ask<E>
    where
        E: Endpoint<Params = TicketPath, Query = Nothing>,
    {
        self.later();
        let version = self.sees(id).await.summary.version;
        self.ask::<E>(self.at(id)).version(version)
    }

    pub async fn assigns(&self, id: TicketId, to: Option<&Who>) -> Ticket {
        let body = AssignBody {
            assignee: to.map(|who| who.member),
        };
        self.step::<TicketsAssign>(id).await.body(&body).done().await
    }

    pub async fn asks(&self, id: TicketId, text: &str) -> Ticket {
        self.step::<TicketsAsk>(id).await.body(&step(text)).done().await
    }

    pub async fn answers(&self, id: TicketId, text: &str) -> Ticket {
        self.step::<TicketsAnswer>(id)
            .await
            .body(&step(text))
            .done()
            .await
    }

    pub async fn retopics(&self, id: TicketId, topic: Topic) -> Ticket {
        let body = TopicBody { topic };
        self.step::<TicketsTopic>(id).await.body(&body).done().await
    }

    pub async fn hands_over(&self, id: TicketId, text: &str) -> Ticket {
        let ask = self.step::<TicketsHandOver>(id).await;
        ask.body(&handover(text)).done().await
    }

    pub async fn reports(&self, id: TicketId, outcome: Outcome, text: &str) -> Ticket {
        let body = OutcomeBody {
            outcome,
            text: text.to_owned(),
            files: Vec::new(),
        };
        self.step::<TicketsOutcome>(id).await.body(&body).done().await
    }

    pub async fn refuses(&self, id: TicketId, text: &str) -> Ticket {
        self.step::<TicketsRefuse>(id)
            .await
            .body(&step(text))
            .done()
            .await
    }

    pub async fn objects(&self, id: TicketId, text: &str) -> Ticket {
        self.step::<TicketsObject>(id)
            .await
            .body(&step(text))
            .done()
            .await
    }

    pub async fn decides(&self, id: TicketId, upheld: bool, text: &str) -> Ticket {
        let body = DecideBody {
            upheld,
            text: text.to_owned(),
            files: Vec::new(),
        };
        self.step::<TicketsDecide>(id).await.body(&body).done().await
    }

    pub async fn stops(&self, id: TicketId, text: &str) -> Ticket {
        let body = StopBody {
            text: text.to_owned(),
            report: "Оскорбления".to_owned(),
            message: None,
            wish: None,
        };
        self.step::<TicketsStop>(id).await.body(&body).done().await
    }

    pub async fn follows(&self, id: TicketId, followed: bool) -> Ticket {
        let body = FollowBody { followed };
        self.step::<TicketsFollow>(id).await.body(&body).done().await
    }

    pub async fn merges(&self, id: TicketId, into: TicketId) -> Ticket {
        let body = MergeBody { into };
        self.step::<TicketsMerge>(id).await.body(&body).done().await
    }

    pub async fn unmerges(&self, id: TicketId) -> Ticket {
        self.step::<TicketsUnmerge>(id).await.done().await
    }

    pub async fn splits(&self, id: TicketId, message: MessageId, topic: Topic) -> Ticket {
        self.later();
        let body = SplitBody { message, topic };
        self.ask::<TicketsSplit>(self.at(id)).body(&body).done().await
    }

    pub async fn links(&self, id: TicketId, other: TicketId, linked: bool) -> Ticket {
        let body = TicketLinkBody { other, linked };
        self.step::<TicketsLink>(id).await.body(&body).done().await
    }

    /// What happened to it, oldest first.
    pub async fn history(&self, id: TicketId) -> Vec<TicketEvent> {
        let query = MessagesQuery {
            limit: Some(100),
            after: None,
        };
        let ask = self.ask::<TicketsHistory>(self.at(id)).query(query);
        let mut events = ask.done().await.items;
        events.reverse();
        events
    }

    pub async fn closes(&self, id: TicketId) -> Ticket {
        self.step::<TicketsClose>(id).await.done().await
    }

    pub async fn reopens(&self, id: TicketId, text: &str) -> Ticket {
        self.step::<TicketsReopen>(id)
            .await
            .body(&step(text))
            .done()
            .await
    }

    pub async fn rates(&self, id: TicketId, stars: u8, comment: Option<&str>) -> Rating {
        self.later();
        let body = RatingBody {
            stars,
            reasons: Vec::new(),
            comment: comment.map(str::to_owned),
        };
        self.ask::<TicketsRating>(self.at(id)).body(&body).done().await
    }

    /// Every request that they may read and asked for, page by page.
    pub async fn lists(&self, query: TicketsQuery) -> Vec<TicketSummary> {
        let mut all = Vec::new();
        let mut query = query;
        loop {
            let page = self
                .ask::<TicketsList>(self.path())
                .query(query.clone())
                .done()
                .await;
            all.extend(page.items);
            match page.next {
                Some(next) => query.after = Some(next),
                None => return all,
            }
        }
    }
}
