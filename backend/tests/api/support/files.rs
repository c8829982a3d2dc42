//! Files as they are sent and read.

use podskazka_shared::endpoint::{Endpoint, address};
use podskazka_shared::files::{
    FileQuery, FilesCreate, FilesFind, StoredFile, TicketFilePath, TicketsFile, UploadPath, UploadQuery,
};
use podskazka_shared::ids::{FileId, TicketId};

use super::Who;
use super::client::{Answer, Raw, fresh_key};

/// A text that is a file.
pub const TEXT: &[u8] = "Ошибка 403: нет доступа\n".as_bytes();

/// A file that is being sent.
#[must_use]
pub struct Upload<'a> {
    pub who: &'a Who,
    pub name: &'a str,
    pub content: Vec<u8>,
    pub key: String,
}

impl Upload<'_> {
    /// The address with the name.
    pub fn address(&self) -> String {
        let query = UploadQuery {
            name: self.name.to_owned(),
        };
        address::<FilesCreate>(&self.who.path(), &query)
    }

    pub fn key(mut self, key: &str) -> Self {
        key.clone_into(&mut self.key);
        self
    }

    pub async fn send(self) -> Answer<FilesCreate> {
        let request = self
            .who
            .app()
            .request(FilesCreate::METHOD.as_str(), &self.address());
        let request = request
            .bearer_auth(self.who.token().await)
            .header("Idempotency-Key", &self.key)
            .header("Content-Type", "application/octet-stream")
            .body(self.content);
        Answer::of(request).await
    }
}

impl Who {
    /// Sends a file.
    pub fn upload<'a>(&'a self, name: &'a str, content: &[u8]) -> Upload<'a> {
        Upload {
            who: self,
            name,
            content: content.to_vec(),
            key: fresh_key(),
        }
    }

    /// Sends a file that is taken.
    pub async fn brings(&self, name: &str, content: &[u8]) -> StoredFile {
        self.upload(name, content).send().await.done()
    }

    /// Sends a text under this name.
    pub async fn uploads(&self, name: &str) -> FileId {
        self.brings(name, TEXT).await.id
    }

    /// Asks for something by its address.
    pub async fn gets(&self, address: &str, headers: &[(&str, &str)]) -> Raw {
        let mut request = self.app().request("GET", address).bearer_auth(self.token().await);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Raw::of(request).await
    }

    /// Reads one's own file that no message names.
    pub async fn opens(&self, file: FileId) -> Raw {
        let path = UploadPath {
            school: self.school.clone(),
            file,
        };
        self.gets(&address::<FilesFind>(&path, &FileQuery::default()), &[])
            .await
    }

    /// Reads a file of a request.
    pub async fn reads(&self, ticket: TicketId, file: FileId) -> Raw {
        self.gets(&self.file_at(ticket, file, None), &[]).await
    }

    pub fn file_at(&self, ticket: TicketId, file: FileId, inline: Option<bool>) -> String {
        let school = self.school.clone();
        let path = TicketFilePath { school, ticket, file };
        address::<TicketsFile>(&path, &FileQuery { inline })
    }
}
