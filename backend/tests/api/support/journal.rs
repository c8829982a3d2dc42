//! A program of a school: the journal, with its credentials, and tokens that somebody forged.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use podskazka::auth::Secret;
use podskazka_shared::clients::{ClientBody, ClientPath, ClientSecret, ClientToken, ClientsCreate, Scope};
use podskazka_shared::endpoint::Endpoint;
use podskazka_shared::ids::ClientId;
use serde_json::Value;

use super::client::{Ask, Raw};
use super::{TestApp, Who};

/// The journal of a school.
#[derive(Clone)]
pub struct Journal {
    pub app: TestApp,
    pub id: ClientId,
    pub secret: String,
    pub school: String,
}

impl Who {
    /// Makes a program with these scopes.
    pub async fn makes_client(&self, scopes: &[Scope]) -> Journal {
        let body = ClientBody {
            name: "Журнал".to_owned(),
            scopes: scopes.to_vec(),
        };
        let made: ClientSecret = self.ask::<ClientsCreate>(self.path()).body(&body).done().await;
        Journal {
            app: self.app().clone(),
            id: made.client.id,
            secret: made.secret.unwrap(),
            school: self.school.clone(),
        }
    }

    /// By this id the journal knows them.
    pub async fn is_called(&self, external_id: &str) {
        let named = self.app().database().execute(
            "UPDATE member SET external_id = $1 WHERE id = $2",
            [external_id.into(), self.member.0.into()],
        );
        assert_eq!(named.await, Ok(1));
    }
}

impl Journal {
    pub fn path(&self) -> ClientPath {
        ClientPath {
            school: self.school.clone(),
            client: self.id,
        }
    }

    /// Asks for a token by HTTP Basic.
    pub async fn asks(&self, form: &[(&str, &str)]) -> Raw {
        let request = self
            .app
            .request("POST", "/api/v1/auth/token")
            .basic_auth(self.id, Some(&self.secret));
        Raw::of(form_of(request, form)).await
    }

    /// A token with all that it may have.
    pub async fn token(&self) -> String {
        let answer = self.asks(&[("grant_type", "client_credentials")]).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let token: ClientToken = serde_json::from_slice(&answer.body).unwrap();
        token.access_token
    }

    /// A request of the program for itself.
    pub async fn ask<E: Endpoint<Query: Default>>(&self, params: E::Params) -> Ask<E> {
        bearing(&self.app, &self.token().await, params)
    }

    /// A request of the program in somebody's name.
    pub async fn ask_for<E: Endpoint<Query: Default>>(&self, external_id: &str, params: E::Params) -> Ask<E> {
        self.ask::<E>(params).await.header("On-Behalf-Of", external_id)
    }
}

/// The request with a form as its body.
pub fn form_of(request: reqwest::RequestBuilder, form: &[(&str, &str)]) -> reqwest::RequestBuilder {
    request
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(serde_urlencoded::to_string(form).unwrap())
}

/// A request with this token.
pub fn bearing<E: Endpoint<Query: Default>>(app: &TestApp, token: &str, params: E::Params) -> Ask<E> {
    app.guest::<E>(params)
        .header("Authorization", &format!("Bearer {token}"))
}

/// Header (0) or claims (1) of a token.
pub fn part(token: &str, index: usize) -> Value {
    let part = token.split('.').nth(index).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

/// Signs claims as only the server can: with its own key out of its database.
pub async fn signed(app: &TestApp, claims: &Value) -> String {
    let secret = Secret::in_folder(app.database().folder()).unwrap();
    let keys: Vec<Vec<u8>> = app.database().column("SELECT secret FROM signing_key", []).await;
    let ids: Vec<String> = app.database().column("SELECT id FROM signing_key", []).await;
    let key = secret.open(&keys[0]).unwrap();
    let mut header = Header::new(Algorithm::EdDSA);
    header.kid = Some(ids[0].clone());
    jsonwebtoken::encode(&header, claims, &EncodingKey::from_ed_der(&key)).unwrap()
}

/// The same token with other claims and the server's own signature.
pub async fn changed(app: &TestApp, token: &str, change: impl FnOnce(&mut Value)) -> String {
    let mut claims = part(token, 1);
    change(&mut claims);
    signed(app, &claims).await
}
