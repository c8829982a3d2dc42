//! The letters that people get, as they read them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use podskazka::outbox::{Mailer, deliver};

use super::TestApp;
use super::smtp::MailServer;

/// A mail server, and the server's way to it.
pub struct Post {
    app: TestApp,
    server: MailServer,
    mailer: Mailer,
    read: usize,
}

/// One letter.
#[derive(Debug, Clone)]
pub struct Mail {
    pub to: String,
    pub text: String,
}

impl Post {
    pub async fn of(app: &TestApp) -> Self {
        let server = MailServer::start().await;
        Self {
            app: app.clone(),
            mailer: server.mailer(app),
            server,
            read: 0,
        }
    }

    /// The letters that came since the last time.
    pub async fn fresh(&mut self) -> Vec<Mail> {
        let (app, at) = (self.app.app(), self.app.now());
        while deliver(app, Some(&self.mailer), at).await.unwrap() > 0 {}
        let taken = self.server.taken();
        let fresh = taken[self.read..].iter().map(|raw| read(raw)).collect();
        self.read = taken.len();
        fresh
    }

    /// The only letter that came.
    pub async fn one(&mut self) -> Mail {
        let mut fresh = self.fresh().await;
        assert_eq!(fresh.len(), 1, "{fresh:?}");
        fresh.remove(0)
    }
}

/// The plain part of a letter.
pub fn read(raw: &str) -> Mail {
    let (head, parts) = raw.split_once("\n\n").unwrap();
    let of = |head: &str, name: &str| {
        let line = head.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap_or_default().trim().to_owned()
    };
    let (_, plain) = parts.split_once("Content-Type: text/plain").unwrap();
    let (about, body) = plain.split_once("\n\n").unwrap();
    let (body, _) = body.split_once("\n--").unwrap();
    let text = match of(about, "Content-Transfer-Encoding:").as_str() {
        "base64" => {
            let joined: String = body.split_whitespace().collect();
            String::from_utf8(STANDARD.decode(joined).unwrap()).unwrap()
        }
        "quoted-printable" => quoted(body),
        _ => body.to_owned(),
    };
    Mail {
        to: of(head, "To:"),
        text,
    }
}

fn quoted(body: &str) -> String {
    let joined = body.replace("=\n", "");
    let mut bytes = Vec::new();
    let mut rest = joined.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'=' {
            let hex = [rest.next().unwrap(), rest.next().unwrap()];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}

impl Mail {
    /// What stands behind the `#` of its link.
    pub fn token(&self) -> String {
        let (_, rest) = self.text.split_once("/reset#").unwrap();
        rest.split_whitespace().next().unwrap().to_owned()
    }

    /// Its six digits.
    pub fn code(&self) -> String {
        let digits = |word: &&str| word.len() == 6 && word.chars().all(|c| c.is_ascii_digit());
        let words: Vec<&str> = self.text.split(|c: char| !c.is_alphanumeric()).collect();
        (*words.iter().find(|word| digits(word)).unwrap()).to_owned()
    }
}
