//! Files that go with the messages of a request: what may come, under which name, and in which words (T3, T6).
//!
//! What a file is tells its content, never its name: the server finds the kind, and the name's ending is made to fit it.

use serde::{Deserialize, Serialize};

use crate::check::{self, Check, FieldError, FieldErrorKind};
use crate::codes::coded;
use crate::endpoint::{Nothing, endpoints};
use crate::ids::{FileId, TicketId};
use crate::schools::SchoolPath;

/// The most bytes of a file: 20 MiB.
pub const MAX_BYTES: u64 = 20 * 1024 * 1024;
/// The most files of one message.
pub const MAX_FILES: u32 = 10;
/// The most characters of a name as it is sent.
pub const MAX_NAME: u32 = 500;
/// The most characters of a name as it is kept, its ending included.
pub const KEPT_NAME: usize = 120;
/// The most pixels of a picture.
pub const MAX_PIXELS: u64 = 50_000_000;
/// The most pixels along one side of a picture.
pub const MAX_SIDE: u32 = 12_000;

/// What a file is, found in its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(
    feature = "db",
    derive(sea_orm::DeriveValueType),
    sea_orm(value_type = "String")
)]
pub enum FileKind {
    Jpeg,
    Png,
    Webp,
    Gif,
    Pdf,
    Text,
    Csv,
    /// Office Open XML without macros.
    Docx,
    Xlsx,
    Pptx,
    /// OpenDocument without macros.
    Odt,
    Ods,
    Odp,
}

coded!(FileKind);

impl FileKind {
    pub const ALL: [Self; 13] = [
        Self::Jpeg,
        Self::Png,
        Self::Webp,
        Self::Gif,
        Self::Pdf,
        Self::Text,
        Self::Csv,
        Self::Docx,
        Self::Xlsx,
        Self::Pptx,
        Self::Odt,
        Self::Ods,
        Self::Odp,
    ];

    /// As in the API and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Gif => "gif",
            Self::Pdf => "pdf",
            Self::Text => "text",
            Self::Csv => "csv",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Pptx => "pptx",
            Self::Odt => "odt",
            Self::Ods => "ods",
            Self::Odp => "odp",
        }
    }

    /// The endings that a name of this kind may have; the first is given to a name that has none of them.
    pub const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Png => &["png"],
            Self::Webp => &["webp"],
            Self::Gif => &["gif"],
            Self::Pdf => &["pdf"],
            Self::Text => &["txt", "log"],
            Self::Csv => &["csv"],
            Self::Docx => &["docx"],
            Self::Xlsx => &["xlsx"],
            Self::Pptx => &["pptx"],
            Self::Odt => &["odt"],
            Self::Ods => &["ods"],
            Self::Odp => &["odp"],
        }
    }

    /// The media type with which the server sends it.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
            Self::Pdf => "application/pdf",
            Self::Text => "text/plain",
            Self::Csv => "text/csv",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Self::Odp => "application/vnd.oasis.opendocument.presentation",
        }
    }

    /// Whether a browser shows it in a page when it is asked to: pictures that hold no script. All else is saved.
    pub const fn is_picture(self) -> bool {
        match self {
            Self::Jpeg | Self::Png | Self::Webp | Self::Gif => true,
            Self::Pdf
            | Self::Text
            | Self::Csv
            | Self::Docx
            | Self::Xlsx
            | Self::Pptx
            | Self::Odt
            | Self::Ods
            | Self::Odp => false,
        }
    }
}

/// The name under which a file is kept: what the sender called it, without a path, without characters that mislead, and with
/// an ending that fits what it is.
pub fn clean_name(sent: &str, kind: FileKind) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    // Letters that turn the direction of writing, or show nothing, make `gpj.exe` look like `exe.jpg`.
    let misleads = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{ffff}')
            || matches!(c, ':' | '*' | '?' | '"' | '<' | '>' | '|')
    };
    let shown: String = last.chars().map(|c| if misleads(c) { ' ' } else { c }).collect();
    let words: Vec<&str> = shown.split_whitespace().collect();
    let name = words.join(" ");
    let name = name.trim_matches(|c: char| c == '.' || c == ' ');
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if kind.endings().contains(&ending.to_lowercase().as_str()) => {
            (stem, ending.to_lowercase())
        }
        Some(_) | None => (
            name,
            kind.endings().first().copied().unwrap_or_default().to_owned(),
        ),
    };
    let most = KEPT_NAME.saturating_sub(ending.chars().count() + 1);
    let stem: String = stem.trim_end_matches(['.', ' ']).chars().take(most).collect();
    match stem.trim() {
        "" => format!("file.{ending}"),
        // Names that mean a device where the file may be saved.
        stem if is_device(stem) => format!("_{stem}.{ending}"),
        stem => format!("{stem}.{ending}"),
    }
}

fn is_device(stem: &str) -> bool {
    let first = stem.split('.').next().unwrap_or_default().trim().to_uppercase();
    let numbered = |name: &str| {
        first
            .strip_prefix(name)
            .is_some_and(|rest| rest.len() == 1 && rest.chars().all(|c| c.is_ascii_digit()))
    };
    matches!(first.as_str(), "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT")
}

/// A file as it stands with its message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StoredFile {
    pub id: FileId,
    pub name: String,
    pub kind: FileKind,
    /// In bytes, as it is kept: a picture without what it told of place and device.
    pub size: i64,
}

impl Check for StoredFile {}

/// The files that go with a message, each uploaded before by who writes it: at most ten, none twice.
pub fn check_files(errors: &mut Vec<FieldError>, files: &[FileId]) {
    if files.len() > usize::try_from(MAX_FILES).unwrap_or(usize::MAX) {
        let most = FieldErrorKind::TooMany { max: MAX_FILES };
        errors.push(FieldError::new("/files", most));
        return;
    }
    let twice = files
        .iter()
        .enumerate()
        .find(|(place, id)| files.iter().take(*place).any(|other| other == *id));
    if let Some((place, _)) = twice {
        errors.push(FieldError::new(format!("/files/{place}"), FieldErrorKind::Taken));
    }
}

/// What a file is called that is sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct UploadQuery {
    /// Its name; a path before it and an ending that does not fit are dropped.
    #[cfg_attr(feature = "openapi", param(example = "Снимок экрана.png"))]
    pub name: String,
}

impl Check for UploadQuery {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if self.name.trim().is_empty() {
            errors.push(FieldError::new("?name", FieldErrorKind::Required));
        }
        check::optional_text(errors, "?name", Some(&self.name), MAX_NAME);
    }
}

/// How a file is sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct FileQuery {
    /// To show a picture in a page; what is no picture is saved all the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inline: Option<bool>,
}

impl Check for FileQuery {}

/// One's own upload in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
pub struct UploadPath {
    /// Slug or id of the school.
    #[cfg_attr(feature = "openapi", param(example = "demo"))]
    pub school: String,
    pub file: FileId,
}

/// A file of a request in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
pub struct TicketFilePath {
    /// Slug or id of the school.
    #[cfg_attr(feature = "openapi", param(example = "demo"))]
    pub school: String,
    pub ticket: TicketId,
    pub file: FileId,
}

/// A file among one's own data in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
pub struct MyFilePath {
    pub file: FileId,
}

/// A body or an answer that is no JSON but the bytes of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, format = Binary))]
pub struct Content(pub String);

impl Check for Content {}

endpoints! {
    /// Takes a file in, for a message that is still to be written.
    ///
    /// The body is the file itself, as `application/octet-stream`, at most 20 MiB. What it is tells its content: JPEG, PNG, WebP, GIF,
    /// PDF, plain text and CSV, office documents (OOXML, OpenDocument) without macros. Pictures lose what they tell of place and
    /// device. A file that no message names within 24 hours is deleted.
    FilesCreate "files_create" Post Create "/api/v1/schools/{school}/files" 201
        TicketWrite SchoolPath, UploadQuery, Content => StoredFile;
    /// Reads one's own file that no message names yet.
    FilesFind "files_find" Get Read "/api/v1/schools/{school}/files/{file}" 200
        TicketWrite UploadPath, FileQuery, () => Content;
    /// Takes one's own file back that no message names yet.
    FilesTakeBack "files_take_back" Post Act "/api/v1/schools/{school}/files/{file}/take-back" 204
        TicketWrite UploadPath, Nothing, () => ();
    /// Reads a file of a request: whoever reads the message reads its files.
    TicketsFile "tickets_file" Get Read "/api/v1/schools/{school}/tickets/{ticket}/files/{file}" 200
        TicketRead TicketFilePath, FileQuery, () => Content;
    /// Reads a file out of one's own data, also when the school's screens are closed to the reader.
    MeDataFile "me_data_file" Get Read "/api/v1/me/data/files/{file}" 200
        SignedIn MyFilePath, Nothing, () => Content;
}

#[cfg(feature = "openapi")]
mod examples {
    use super::*;
    use crate::endpoint::Example;

    impl Example for StoredFile {
        fn example() -> Self {
            Self {
                id: uuid::uuid!("01988a3f-0000-7000-8000-000000000091").into(),
                name: "Снимок экрана.png".into(),
                kind: FileKind::Png,
                size: 184_320,
            }
        }
    }

    impl Example for Content {
        fn example() -> Self {
            Self("…".into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_loses_its_path_and_what_misleads() {
        let cases = [
            ("Снимок экрана.png", "Снимок экрана.png"),
            ("../../etc/passwd.png", "passwd.png"),
            ("C:\\Users\\Анна\\фото.PNG", "фото.png"),
            ("..", "file.png"),
            ("", "file.png"),
            (".htaccess", "htaccess.png"),
            ("evil\u{202e}gpj.exe", "evil gpj.exe.png"),
            ("page.html", "page.html.png"),
            ("a\r\nSet-Cookie: x=1.png", "a Set-Cookie x=1.png"),
            ("con.png", "_con.png"),
            ("LPT1.tar.png", "_LPT1.tar.png"),
            ("a\u{0}b.png", "a b.png"),
            ("name. . .png", "name.png"),
        ];
        for (sent, kept) in cases {
            assert_eq!(clean_name(sent, FileKind::Png), kept, "{sent:?}");
        }
        assert_eq!(clean_name("фото.JPEG", FileKind::Jpeg), "фото.jpeg");
        assert_eq!(clean_name("отчёт.docm", FileKind::Docx), "отчёт.docm.docx");
        let long = clean_name(&"щ".repeat(400), FileKind::Jpeg);
        assert_eq!(long.chars().count(), KEPT_NAME);
        assert!(long.ends_with(".jpg"));
    }

    #[test]
    fn a_message_names_few_files_and_each_once() {
        let id = |n: u128| FileId(uuid::Uuid::from_u128(n));
        let wrong = |files: &[FileId]| {
            let mut errors = Vec::new();
            check_files(&mut errors, files);
            errors.into_iter().map(|error| error.pointer).collect::<Vec<_>>()
        };
        assert_eq!(wrong(&[]), Vec::<String>::new());
        let ten: Vec<FileId> = (0..10).map(id).collect();
        assert_eq!(wrong(&ten), Vec::<String>::new());
        let eleven: Vec<FileId> = (0..11).map(id).collect();
        assert_eq!(wrong(&eleven), ["/files"]);
        assert_eq!(wrong(&[id(1), id(2), id(1)]), ["/files/2"]);
    }

    #[test]
    fn each_kind_has_its_own_code_and_ending() {
        for kind in FileKind::ALL {
            assert_eq!(kind.code().parse(), Ok(kind));
            let others = FileKind::ALL.iter().filter(|other| **other != kind);
            for other in others {
                let shared = other.endings().iter().any(|one| kind.endings().contains(one));
                assert!(!shared, "{kind} {other}");
            }
        }
    }
}
