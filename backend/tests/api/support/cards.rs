//! Cards without an account, slips for them, and coming in with one.

use podskazka::clock::new_id;
use podskazka::store;
use podskazka::store::people::NewMember;
use podskazka_shared::access::Role;
use podskazka_shared::auth::Tokens;
use podskazka_shared::consents::{DocumentBody, DocumentKind};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::{ClassId, MemberId};
use podskazka_shared::invitations::join::{
    Acts, CodeBody, JoinBody, JoinLook, JoinNew, JoinOwn, JoinOwnBody, JoinView,
};
use podskazka_shared::invitations::{InvitationsCreate, InviteBody, Slip};

use super::client::Ask;
use super::people::School;
use super::{TEST, TestApp, Who};

/// A password that nobody guesses.
pub const NEW_PASSWORD: &str = "семь синих слонов";

impl School {
    /// A card that nobody has joined yet.
    pub async fn card(
        &self,
        name: &str,
        roles: &[Role],
        class: Option<&str>,
        children: &[MemberId],
    ) -> MemberId {
        let at = self.app().now();
        let id: MemberId = new_id(at);
        let row = NewMember {
            id,
            school: self.id,
            person: None,
            external_id: None,
            name,
            post: "",
            roles,
            children,
        };
        let written = self.app().store().write(async |tx| {
            store::people::insert_member(tx, TEST, row, at).await?;
            if let Some(class) = class {
                let class = class.parse().unwrap();
                let class = store::classes::ensure(tx, TEST, self.id, self.year(), &class, at).await?;
                store::classes::enrol(tx, TEST, class, id, at).await?;
            }
            Ok(())
        });
        written.await.unwrap();
        id
    }

    pub async fn parent_card(&self, children: &[MemberId]) -> MemberId {
        self.card("Орлов Павел Игоревич", &[Role::Parent], None, children)
            .await
    }

    pub async fn student_card(&self, class: &str) -> MemberId {
        self.card("Орлова Мария Павловна", &[Role::Student], Some(class), &[])
            .await
    }

    /// The class of the year by its name.
    pub async fn class(&self, name: &str) -> ClassId {
        let (at, name) = (self.app().now(), name.parse().unwrap());
        let class = self
            .app()
            .store()
            .write(async |tx| store::classes::ensure(tx, TEST, self.id, self.year(), &name, at).await);
        class.await.unwrap()
    }
}

pub fn invite(members: &[MemberId]) -> InviteBody {
    InviteBody {
        members: members.to_vec(),
        ..InviteBody::default()
    }
}

impl Who {
    pub fn invites(&self, body: &InviteBody) -> Ask<InvitationsCreate> {
        self.ask::<InvitationsCreate>(self.path()).body(body)
    }

    /// The one slip for a card.
    pub async fn slip(&self, card: MemberId) -> Slip {
        let mut slips = self.invites(&invite(&[card])).done().await;
        assert_eq!((slips.slips.len(), slips.left_out.len()), (1, 0), "{slips:?}");
        slips.slips.remove(0)
    }

    /// Joins a card to the own account.
    pub fn joins(&self, code: &str, acts: &Acts) -> Ask<JoinOwn> {
        let body = JoinOwnBody {
            code: code.to_owned(),
            acts: acts.clone(),
        };
        self.ask::<JoinOwn>(Nothing {}).body(&body)
    }
}

pub fn look(app: &TestApp, code: &str) -> Ask<JoinLook> {
    let body = CodeBody {
        code: code.to_owned(),
    };
    app.guest::<JoinLook>(Nothing {}).body(&body)
}

/// All acts that are due.
pub fn acts(view: &JoinView) -> Acts {
    Acts {
        consent: view.consent.as_ref().map(|document| document.id),
        regulation: view.regulation.as_ref().map(|document| document.id),
        children: view.children.iter().map(|child| child.id).collect(),
    }
}

pub fn body(code: &str, login: &str, acts: &Acts) -> JoinBody {
    JoinBody {
        code: code.to_owned(),
        login: login.to_owned(),
        password: NEW_PASSWORD.to_owned(),
        email_code: None,
        email_proof: None,
        acts: acts.clone(),
        cookies: false,
    }
}

pub fn join(app: &TestApp, code: &str, login: &str, acts: &Acts) -> Ask<JoinNew> {
    app.guest::<JoinNew>(Nothing {}).body(&body(code, login, acts))
}

/// Comes in with everything that is due.
pub async fn comes_in(app: &TestApp, code: &str, login: &str) -> Tokens {
    let view = look(app, code).done().await;
    join(app, code, login, &acts(&view)).done().await
}

pub fn document(kind: DocumentKind, text: &str) -> DocumentBody {
    DocumentBody {
        kind,
        title: "Новая редакция".into(),
        text: text.to_owned(),
        link: String::new(),
        order_number: "18".into(),
        order_date: "2026-11-20".parse().ok(),
    }
}
