//! What may come, told by its content: what is refused leaves nothing, and what comes in another's clothes is harmless.

use podskazka_shared::access::Capacity;
use podskazka_shared::files::{FileKind, MAX_BYTES};
use podskazka_shared::problem::ProblemKind;

use crate::support::client::{Raw, fresh_key};
use crate::support::content::{ODT, PLACE, docx, jpeg, odt, pdf, png, zip};
use crate::support::files::TEXT;
use crate::support::raw_http::Connection;
use crate::support::{TestApp, Who};

both![
    every_kind_that_is_taken_is_found_by_its_content,
    a_kind_that_is_not_taken_is_refused_under_any_name,
    a_renamed_file_is_what_it_is,
    a_picture_loses_where_it_was_taken_and_what_hides_behind_it,
    a_picture_with_too_many_points_is_refused,
    a_bomb_and_macros_are_refused_by_the_directory,
    a_path_in_a_name_leads_nowhere,
    a_file_that_is_too_large_is_refused_announced_or_not,
    an_empty_file_and_a_wrong_envelope_are_refused,
    an_upload_that_breaks_off_leaves_nothing,
];

async fn somebody(app: &TestApp) -> Who {
    app.school("demo").await.person(&[Capacity::Teacher]).await
}

/// How many files stand in the folder, those that are still coming too.
pub fn on_disk(app: &TestApp) -> usize {
    fn count(folder: &std::path::Path) -> usize {
        let Ok(entries) = std::fs::read_dir(folder) else {
            return 0;
        };
        let each = entries.map(|entry| {
            let path = entry.unwrap().path();
            if path.is_dir() { count(&path) } else { 1 }
        });
        each.sum()
    }
    count(&app.app().config.files_dir())
}

async fn rows(app: &TestApp) -> (i64, i64) {
    let count = async |table: &str| {
        let sql = format!("SELECT COUNT(*) FROM {table}");
        app.database().count(&sql, []).await
    };
    (count("file").await, count("file_content").await)
}

/// Refused, and nothing of it is anywhere.
async fn refused(app: &TestApp, who: &Who, name: &str, content: &[u8], kind: ProblemKind) {
    who.upload(name, content).send().await.refused(kind);
    assert_eq!((on_disk(app), rows(app).await), (0, (0, 0)), "{name}");
}

async fn every_kind_that_is_taken_is_found_by_its_content(app: TestApp) {
    let who = somebody(&app).await;
    let (cyrillic, ..) = encoding_rs::WINDOWS_1251.encode("Список;Класс\r\nИванов;7А\r\n");
    let xlsx = zip(&[
        ("[Content_Types].xml", b"x", None),
        ("_rels/.rels", b"x", None),
        ("xl/workbook.xml", b"x", None),
    ]);
    let pptx = zip(&[
        ("[Content_Types].xml", b"x", None),
        ("_rels/.rels", b"x", None),
        ("ppt/presentation.xml", b"x", None),
    ]);
    let other = |what: &str| {
        odt(
            format!("application/vnd.oasis.opendocument.{what}").as_bytes(),
            &[],
        )
    };
    let gif = b"GIF89a\x01\0\x01\0\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3b".to_vec();
    let webp = [b"RIFF\x14\0\0\0WEBPVP8L\x07\0\0\0\x2f\0\0\0\0\x01\x02\0".as_slice()].concat();
    for (name, content, kind) in [
        ("фото.jpg", jpeg(b""), FileKind::Jpeg),
        ("снимок.png", png(2, 2), FileKind::Png),
        ("g.gif", gif, FileKind::Gif),
        ("w.webp", webp, FileKind::Webp),
        ("приказ.pdf", pdf(b"1 0 obj"), FileKind::Pdf),
        ("ошибка.txt", TEXT.to_vec(), FileKind::Text),
        ("список.csv", cyrillic.into_owned(), FileKind::Csv),
        ("отчёт.docx", docx(&[]), FileKind::Docx),
        ("отчёт.xlsx", xlsx, FileKind::Xlsx),
        ("отчёт.pptx", pptx, FileKind::Pptx),
        ("отчёт.odt", odt(ODT, &[]), FileKind::Odt),
        ("отчёт.ods", other("spreadsheet"), FileKind::Ods),
        ("отчёт.odp", other("presentation"), FileKind::Odp),
    ] {
        let file = who.brings(name, &content).await;
        assert_eq!((file.kind, file.name.as_str()), (kind, name));
        let read = who.opens(file.id).await;
        assert_eq!(read.header("content-type"), Some(kind.media_type()));
        assert_eq!(i64::try_from(read.body.len()).unwrap(), file.size);
        if !kind.is_picture() {
            assert_eq!(read.body, content, "{name}");
        }
    }
}

async fn a_kind_that_is_not_taken_is_refused_under_any_name(app: TestApp) {
    let who = somebody(&app).await;
    let contents: [&[u8]; 12] = [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<?xml version='1.0'?><svg onload='alert(1)'/>",
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"  \r\n<html><body onload=alert(1)>",
        b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0",
        b"\x7fELF\x02\x01\x01\0",
        b"Rar!\x1a\x07\x01\0",
        b"7z\xbc\xaf\x27\x1c\0\x04",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0\0\0",
        b"#!/bin/sh\nrm -rf /\n",
        b"{\\rtf1\\object}",
        b"\x1f\x8b\x08\0\0\0\0\0",
    ];
    for content in contents {
        for name in ["a.png", "a.txt", "a.pdf", "a.svg", "a.docx", "a.html"] {
            refused(&app, &who, name, content, ProblemKind::FileKindRefused).await;
        }
    }
    // An archive that is no document, and a document that tells another kind.
    let archive = zip(&[("a.txt", b"x", None)]);
    refused(&app, &who, "a.docx", &archive, ProblemKind::FileKindRefused).await;
    refused(
        &app,
        &who,
        "a.odt",
        &odt(b"application/zip", &[]),
        ProblemKind::FileKindRefused,
    )
    .await;
    refused(&app, &who, "a.pdf", b"%PDF-1.7\n", ProblemKind::FileKindRefused).await;
    refused(
        &app,
        &who,
        "a.pdf",
        &[pdf(b"x"), b"<html>".to_vec()].concat(),
        ProblemKind::FileKindRefused,
    )
    .await;
    refused(
        &app,
        &who,
        "a.png",
        &png(2, 2)[..40],
        ProblemKind::FileKindRefused,
    )
    .await;
    refused(
        &app,
        &who,
        "a.jpg",
        b"\xff\xd8\xff\xe0",
        ProblemKind::FileKindRefused,
    )
    .await;
}

async fn a_renamed_file_is_what_it_is(app: TestApp) {
    let who = somebody(&app).await;
    for (name, content, kept) in [
        ("page.html", TEXT.to_vec(), "page.html.txt"),
        ("virus.exe", pdf(b"x"), "virus.exe.pdf"),
        ("image.svg", png(2, 2), "image.svg.png"),
        ("letter.txt", jpeg(b""), "letter.txt.jpg"),
        ("macro.docm", docx(&[]), "macro.docm.docx"),
    ] {
        let file = who.brings(name, &content).await;
        assert_eq!(file.name, kept);
        let read = who
            .gets(
                &format!("/api/v1/schools/demo/files/{}?inline=true", file.id),
                &[],
            )
            .await;
        assert_eq!(read.header("content-type"), Some(file.kind.media_type()));
        assert_eq!(read.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(
            read.header("content-security-policy"),
            Some("sandbox; default-src 'none'")
        );
        assert_eq!(read.header("cross-origin-resource-policy"), Some("same-origin"));
        let how = if file.kind.is_picture() {
            "inline; "
        } else {
            "attachment; "
        };
        assert!(
            read.header("content-disposition").unwrap().starts_with(how),
            "{name}"
        );
        // Without being asked to, no picture is shown either.
        let read = who.opens(file.id).await;
        assert!(
            read.header("content-disposition")
                .unwrap()
                .starts_with("attachment; ")
        );
    }
}

async fn a_picture_loses_where_it_was_taken_and_what_hides_behind_it(app: TestApp) {
    let who = somebody(&app).await;
    let holds = |body: &[u8], what: &[u8]| body.windows(what.len()).any(|part| part == what);
    let archive = zip(&[("evil.html", b"<script>alert(1)</script>", None)]);
    for content in [
        jpeg(&archive),
        png(2, 2),
        [png(2, 2), b"<script>alert(1)</script>".to_vec()].concat(),
    ] {
        assert!(holds(&content, PLACE));
        let file = who.brings("p", &content).await;
        let read = who.opens(file.id).await.body;
        assert!(!holds(&read, PLACE) && !holds(&read, b"<script>") && !holds(&read, b"PK\x03\x04"));
        assert!(read.len() < content.len());
        // Sent again it is the same, and nothing more goes.
        assert_eq!(who.brings("p", &read).await.size, file.size);
    }
}

async fn a_picture_with_too_many_points_is_refused(app: TestApp) {
    let who = somebody(&app).await;
    refused(
        &app,
        &who,
        "a.png",
        &png(100_000, 100_000),
        ProblemKind::PictureTooLarge,
    )
    .await;
    refused(
        &app,
        &who,
        "a.png",
        &png(8_000, 8_000),
        ProblemKind::PictureTooLarge,
    )
    .await;
    who.brings("a.png", &png(8_000, 6_000)).await;
}

async fn a_bomb_and_macros_are_refused_by_the_directory(app: TestApp) {
    let who = somebody(&app).await;
    let bomb: Vec<(String, &[u8], Option<u32>)> = (0..4)
        .map(|n| (format!("word/media/{n}.bin"), b"x".as_slice(), Some(200_000_000)))
        .collect();
    let bomb: Vec<(&str, &[u8], Option<u32>)> = bomb
        .iter()
        .map(|(name, data, size)| (name.as_str(), *data, *size))
        .collect();
    let several: Vec<Vec<u8>> = vec![
        docx(&bomb),
        docx(&[("word/vbaProject.bin", b"x", None)]),
        docx(&[("word/activeX/a.bin", b"x", None)]),
        docx(&[("word/embeddings/a.exe", b"x", None)]),
        docx(&[("../../etc/passwd", b"x", None)]),
        docx(&[("word/document.xml", b"x", None)]),
        odt(ODT, &[("Basic/Standard/Module1.xml", b"x", None)]),
        odt(ODT, &[("Scripts/python/a.py", b"x", None)]),
        [b"\0".to_vec(), docx(&[])].concat(),
        [docx(&[]), b"behind".to_vec()].concat(),
        // A directory that tells of more than there is.
        {
            let mut broken = docx(&[]);
            let end = broken.len();
            broken[end - 6] ^= 0x10;
            broken
        },
    ];
    for (number, content) in several.iter().enumerate() {
        let name = format!("{number}.docx");
        refused(&app, &who, &name, content, ProblemKind::FileKindRefused).await;
    }
}

async fn a_path_in_a_name_leads_nowhere(app: TestApp) {
    let who = somebody(&app).await;
    for (name, kept) in [
        ("../../../etc/cron.d/evil.txt", "evil.txt"),
        ("..\\..\\Windows\\evil.txt", "evil.txt"),
        ("/etc/passwd", "passwd.txt"),
        ("..", "file.txt"),
    ] {
        assert_eq!(who.brings(name, TEXT).await.name, kept);
    }
    // All of them are one content in its one place.
    assert_eq!((on_disk(&app), rows(&app).await), (1, (4, 1)));
    for name in ["", "%20", &"a".repeat(501), "a%00b"] {
        let address = format!("/api/v1/schools/demo/files?name={name}");
        let request = app.request("POST", &address).bearer_auth(who.token().await);
        let request = request
            .header("Idempotency-Key", fresh_key())
            .header("Content-Type", "application/octet-stream");
        let problem = Raw::of(request.body(TEXT)).await.refused(ProblemKind::Invalid);
        assert_eq!(problem.errors[0].pointer, "?name");
    }
}

async fn a_file_that_is_too_large_is_refused_announced_or_not(app: TestApp) {
    let who = somebody(&app).await;
    let most = usize::try_from(MAX_BYTES).unwrap();
    let content = vec![b'a'; most + 1];
    refused(&app, &who, "a.txt", &content, ProblemKind::FileTooLarge).await;
    // In pieces, so that nobody tells the length before.
    let mut connection = Connection::open(app.base()).await;
    connection
        .send(head(&who, "Transfer-Encoding: chunked").await.as_bytes())
        .await;
    let piece = format!("100000\r\n{}\r\n", "a".repeat(0x10_0000)).into_bytes();
    for _ in 0..22 {
        // The answer comes before the end is sent, and then the connection is closed.
        if !connection.send(&piece).await {
            break;
        }
    }
    assert!(connection.answer().await.starts_with("HTTP/1.1 413"));
    gone(&app).await;
    assert_eq!(rows(&app).await, (0, 0));
    let file = who.brings("a.txt", &content[..most]).await;
    assert_eq!(u64::try_from(file.size).unwrap(), MAX_BYTES);
}

/// The head of an upload.
async fn head(who: &Who, coding: &str) -> String {
    format!(
        "POST /api/v1/schools/demo/files?name=a.txt HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\
         Idempotency-Key: {}\r\nContent-Type: application/octet-stream\r\n{coding}\r\n\r\n",
        who.token().await,
        fresh_key()
    )
}

/// Waits until nothing is coming any more: the server learns of a closed connection a moment later.
async fn gone(app: &TestApp) {
    for _ in 0..2000 {
        if on_disk(app) == 0 {
            return;
        }
        assert_eq!(Raw::of(app.request("GET", "/health/live")).await.status, 200);
    }
    panic!("{} files are left", on_disk(app));
}

async fn an_empty_file_and_a_wrong_envelope_are_refused(app: TestApp) {
    let who = somebody(&app).await;
    refused(&app, &who, "a.txt", b"", ProblemKind::FileEmpty).await;
    for kind in [
        "application/json",
        "text/plain",
        "multipart/form-data; boundary=x",
        "",
    ] {
        let request = app
            .request("POST", "/api/v1/schools/demo/files?name=a.txt")
            .bearer_auth(who.token().await)
            .header("Idempotency-Key", fresh_key())
            .header("Content-Type", kind);
        Raw::of(request.body(TEXT))
            .await
            .refused(ProblemKind::UnsupportedMediaType);
    }
    assert_eq!((on_disk(&app), rows(&app).await), (0, (0, 0)));
}

async fn an_upload_that_breaks_off_leaves_nothing(app: TestApp) {
    let who = somebody(&app).await;
    for coding in ["Content-Length: 1000000", "Transfer-Encoding: chunked"] {
        let mut connection = Connection::open(app.base()).await;
        connection.send(head(&who, coding).await.as_bytes()).await;
        let piece = "a".repeat(0x1000);
        let piece = match coding.starts_with('T') {
            true => format!("1000\r\n{piece}\r\n"),
            false => piece,
        };
        assert!(connection.send(piece.as_bytes()).await);
        // It has begun to come.
        for _ in 0..2000 {
            if on_disk(&app) == 1 {
                break;
            }
            assert_eq!(Raw::of(app.request("GET", "/health/live")).await.status, 200);
        }
        assert_eq!(on_disk(&app), 1);
        drop(connection);
        gone(&app).await;
    }
    assert_eq!(rows(&app).await, (0, 0));
    assert_eq!(
        app.database().count("SELECT COUNT(*) FROM idempotency", []).await,
        0
    );
}
