//! The keys that sign access tokens: Ed25519, stored encrypted, replaced every 30 days.

use std::sync::{Arc, RwLock};

use chrono::{DateTime, Duration, Utc};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use podskazka_shared::clients::Scope;
use podskazka_shared::ids::{ClientId, PersonId, SecretId, SessionId};
use quick_cache::sync::Cache;
use sha2::{Digest, Sha256};

use super::{ACCESS, Claims, Secret};
use crate::access::System;
use crate::clock::random;
use crate::problem::{Error, Result};
use crate::store::{self, Store};

/// How long a key signs.
const SIGNS: Duration = Duration::days(30);
/// How long a key verifies: the last token that it signed is over well before.
const VERIFIES: Duration = Duration::days(31);
/// How long a new key waits before it signs: by then every process of the installation has read it.
const SPREADS: Duration = Duration::minutes(5);

/// PKCS #8 of an Ed25519 key (RFC 8410), up to the 32 bytes of the key.
const PKCS8: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

/// How many tokens are remembered as verified.
const VERIFIED: usize = 4096;

const AUDIENCE: &str = "podskazka";

struct Key {
    id: String,
    created_at: DateTime<Utc>,
    encoding: EncodingKey,
    decoding: DecodingKey,
    jwk: Jwk,
}

/// The keys in use.
pub struct Keys {
    /// Newest first.
    current: RwLock<Arc<Vec<Key>>>,
    /// What tokens say that were verified, by the hash of the token: a browser sends one over and over for a quarter of an
    /// hour, and its signature takes longer to verify than a page to route.
    verified: Cache<[u8; 32], Claims>,
}

impl Default for Keys {
    fn default() -> Self {
        Self {
            current: RwLock::default(),
            verified: Cache::new(VERIFIED),
        }
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys")
    }
}

impl Keys {
    fn current(&self) -> Arc<Vec<Key>> {
        match self.current.read() {
            Ok(keys) => Arc::clone(&keys),
            Err(poisoned) => Arc::clone(&poisoned.into_inner()),
        }
    }

    /// Reads the keys; makes a new one, named after its day, when the newest has signed long enough.
    pub(super) async fn renew(&self, store: &Store, secret: &Secret, at: DateTime<Utc>) -> Result<()> {
        const WHY: System = System::because("signing_keys");
        let stored = store::keys::list(store, WHY).await?;
        let fresh = stored.first().is_some_and(|key| key.created_at > at - SIGNS);
        let stored = if fresh {
            stored
        } else {
            let plain = [PKCS8.as_slice(), &random::<32>()].concat();
            let sealed = secret
                .seal(&plain)
                .ok_or_else(|| Error::internal("a key could not be sealed"))?;
            let key = store::keys::StoredKey {
                id: at.format("%Y-%m-%d").to_string(),
                secret: sealed,
                created_at: at,
            };
            store
                .write(async |tx| {
                    store::keys::drop_older(tx, WHY, at - VERIFIES).await?;
                    store::keys::add(tx, WHY, key).await
                })
                .await?;
            store::keys::list(store, WHY).await?
        };
        let mut keys = Vec::new();
        for key in stored {
            let plain = secret.open(&key.secret).ok_or_else(|| {
                Error::internal("the signing keys in the database were made with another secret.key")
            })?;
            let encoding = EncodingKey::from_ed_der(&plain);
            let mut jwk = Jwk::from_encoding_key(&encoding, Algorithm::EdDSA).map_err(Error::internal)?;
            jwk.common.key_id = Some(key.id.clone());
            let decoding = DecodingKey::from_jwk(&jwk).map_err(Error::internal)?;
            keys.push(Key {
                id: key.id,
                created_at: key.created_at,
                encoding,
                decoding,
                jwk,
            });
        }
        if let Ok(mut current) = self.current.write() {
            *current = Arc::new(keys);
        }
        self.verified.clear();
        Ok(())
    }

    /// Signs a person's access token.
    pub(super) fn sign(&self, person: PersonId, session: SessionId, at: DateTime<Utc>) -> Result<String> {
        let claims = Claims {
            sid: Some(session),
            ..claims(person.0, at)
        };
        self.encode(&claims, at)
    }

    /// Signs a program's access token.
    pub(super) fn sign_client(
        &self,
        client: ClientId,
        secret: SecretId,
        scopes: &[Scope],
        at: DateTime<Utc>,
    ) -> Result<String> {
        let claims = Claims {
            cid: Some(client),
            sec: Some(secret),
            scope: Some(Scope::write_list(scopes)),
            ..claims(client.0, at)
        };
        self.encode(&claims, at)
    }

    fn encode(&self, claims: &Claims, at: DateTime<Utc>) -> Result<String> {
        let keys = self.current();
        let spread = |key: &&Key| key.created_at + SPREADS <= at;
        // The first key of an installation has no older one to wait behind.
        let key = keys.iter().find(spread).or(keys.last());
        let key = key.ok_or_else(|| Error::internal("no signing key"))?;
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(key.id.clone());
        jsonwebtoken::encode(&header, claims, &key.encoding).map_err(Error::internal)
    }

    /// The claims of a token that one of the keys signed, and that is good at this moment.
    pub(super) fn verify(&self, token: &str, at: DateTime<Utc>) -> Option<Claims> {
        let hash = Sha256::digest(token).into();
        let claims = match self.verified.get(&hash) {
            Some(claims) => claims,
            None => {
                let claims = self.decode(token)?;
                self.verified.insert(hash, claims.clone());
                claims
            }
        };
        (claims.exp > at.timestamp()).then_some(claims)
    }

    fn decode(&self, token: &str) -> Option<Claims> {
        let kid = jsonwebtoken::decode_header(token).ok()?.kid?;
        let keys = self.current();
        let key = keys.iter().find(|key| key.id == kid)?;
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.set_audience(&[AUDIENCE]);
        rules.set_required_spec_claims(&["exp", "aud", "sub"]);
        // The moment comes from our clock, not from the library's.
        rules.validate_exp = false;
        let decoded = jsonwebtoken::decode::<Claims>(token, &key.decoding, &rules);
        Some(decoded.ok()?.claims)
    }

    /// The public keys.
    pub(super) fn public(&self) -> Vec<serde_json::Value> {
        self.current()
            .iter()
            .filter_map(|key| serde_json::to_value(&key.jwk).ok())
            .collect()
    }
}

/// What all our tokens say.
fn claims(sub: uuid::Uuid, at: DateTime<Utc>) -> Claims {
    Claims {
        aud: AUDIENCE.to_owned(),
        sub,
        sid: None,
        cid: None,
        sec: None,
        scope: None,
        iat: at.timestamp(),
        exp: (at + ACCESS).timestamp(),
    }
}
