//! Requests typed by the endpoints that `shared` declares, and what comes back.

use std::marker::PhantomData;

use podskazka_shared::endpoint::{Effect, Endpoint, address};
use podskazka_shared::problem::{CONTENT_TYPE, Problem, ProblemKind};
use serde_json::Value;

use super::{TestApp, Who};

/// A request that is being put together.
#[must_use]
pub struct Ask<E: Endpoint> {
    app: TestApp,
    who: Option<Who>,
    params: E::Params,
    query: E::Query,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
    key: Option<String>,
    version: Option<i64>,
}

/// A key that nobody has used.
pub fn fresh_key() -> String {
    podskazka::clock::random::<16>()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

impl<E: Endpoint<Query: Default>> Ask<E> {
    pub fn new(app: &TestApp, who: Option<&Who>, params: E::Params) -> Self {
        Self {
            app: app.clone(),
            who: who.cloned(),
            params,
            query: E::Query::default(),
            headers: Vec::new(),
            body: None,
            key: (E::EFFECT == Effect::Create).then(fresh_key),
            version: None,
        }
    }

    pub fn query(mut self, query: E::Query) -> Self {
        self.query = query;
        self
    }

    pub fn body(self, body: &E::Body) -> Self {
        self.json(&serde_json::to_value(body).unwrap())
    }

    /// A body that the type may not allow.
    pub fn json(mut self, body: &Value) -> Self {
        self.body = Some(serde_json::to_vec(body).unwrap());
        self
    }

    pub fn key(mut self, key: &str) -> Self {
        self.key = Some(key.to_owned());
        self
    }

    pub fn version(mut self, version: i64) -> Self {
        self.version = Some(version);
        self
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub async fn send(self) -> Answer<E> {
        let path = address::<E>(&self.params, &self.query);
        let mut request = self.app.request(E::METHOD.as_str(), &path);
        if let Some(who) = &self.who {
            request = request.bearer_auth(who.token().await);
        }
        if let Some(key) = self.key {
            request = request.header("Idempotency-Key", key);
        }
        if let Some(version) = self.version {
            request = request.header("If-Match", format!("\"{version}\""));
        }
        if let Some(body) = self.body {
            request = request.header("Content-Type", "application/json").body(body);
        }
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        Answer::of(request).await
    }

    /// Sends it, and it is done.
    pub async fn done(self) -> E::Reply {
        self.send().await.done()
    }

    /// Sends it, and it is refused like this.
    pub async fn refused(self, kind: ProblemKind) -> Problem {
        self.send().await.refused(kind)
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer<E> {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: Vec<u8>,
    endpoint: PhantomData<E>,
}

/// An answer to a raw request.
pub type Raw = Answer<()>;

impl<E> Answer<E> {
    pub async fn of(request: reqwest::RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        let answer = Self {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.bytes().await.unwrap().to_vec(),
            endpoint: PhantomData,
        };
        assert!(answer.status < 500, "{} {}", answer.status, answer.text());
        answer
    }

    /// The same, of whatever endpoint.
    pub fn raw(self) -> Raw {
        Raw {
            status: self.status,
            headers: self.headers,
            body: self.body,
            endpoint: PhantomData,
        }
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{} {}", self.status, self.text()))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        Some(self.headers.get(name)?.to_str().unwrap())
    }

    /// The problem that it is.
    pub fn problem(&self) -> Problem {
        assert_eq!(
            self.header("content-type"),
            Some(CONTENT_TYPE),
            "{} {}",
            self.status,
            self.text()
        );
        let problem: Problem = serde_json::from_slice(&self.body).unwrap();
        assert_eq!(problem.status, self.status);
        assert_eq!(problem.kind.status(), self.status);
        problem
    }

    #[track_caller]
    pub fn refused(&self, kind: ProblemKind) -> Problem {
        assert!(
            self.status >= 400,
            "expected {kind:?}: {} {}",
            self.status,
            self.text()
        );
        let problem = self.problem();
        assert_eq!(problem.kind, kind, "{}", self.text());
        problem
    }
}

impl<E: Endpoint> Answer<E> {
    /// The endpoint's own success.
    #[track_caller]
    pub fn done(&self) -> E::Reply {
        assert_eq!(self.status, E::STATUS, "{}: {}", E::NAME, self.text());
        let body = if self.body.is_empty() {
            b"null".as_slice()
        } else {
            &self.body
        };
        serde_json::from_slice(body).unwrap_or_else(|error| panic!("{}: {error}: {}", E::NAME, self.text()))
    }
}
