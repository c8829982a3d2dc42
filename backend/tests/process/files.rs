//! Many files at once take no memory, slow ones are waited for, and those that drip are not.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Barrier;

use crate::server::{command, free_port, ready, sign_in};

/// A file of 20 MiB.
const SIZE: usize = 20 * 1024 * 1024;
/// How many come at once.
const MANY: usize = 64;

/// The most memory that a process has had so far, in KiB.
fn peak(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

fn on_disk(folder: &Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return 0;
    };
    let each = entries.map(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() { on_disk(&path) } else { 1 }
    });
    each.sum()
}

/// What stands before and behind the middle of a file: a picture, which is written anew, or a document, which is kept as it came.
fn ends(number: usize) -> (Vec<u8>, Vec<u8>) {
    if number % 2 == 1 {
        return (
            format!("%PDF-1.7\n{number}\n").into_bytes(),
            b"\n%%EOF\n".to_vec(),
        );
    }
    let mut head = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x10\0\0\0\x10\0\x08\x02\0\0\0\0\0\0\0".to_vec();
    let tail = b"\0\0\0\0\0\0\0\0IEND\0\0\0\0".to_vec();
    let middle = SIZE - head.len() - 8 - tail.len();
    head.extend(u32::try_from(middle).unwrap().to_be_bytes());
    head.extend(b"IDAT");
    (head, tail)
}

async fn begin(port: u16, token: &str, key: &str, size: usize) -> TcpStream {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let head = format!(
        "POST /api/v1/schools/demo/files?name=a HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: {key}\r\n\
         Content-Type: application/octet-stream\r\nContent-Length: {size}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}

async fn answer(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

async fn upload(port: u16, token: &str, number: usize, half: &Barrier) -> String {
    let mut stream = begin(port, token, &number.to_string(), SIZE).await;
    let (head, tail) = ends(number);
    stream.write_all(&head).await.unwrap();
    // Each file is another one.
    let piece = [u8::try_from(number).unwrap(); 64 * 1024];
    let mut left = SIZE - head.len() - tail.len();
    let mut waited = false;
    while left > 0 {
        let now = left.min(piece.len());
        stream.write_all(&piece[..now]).await.unwrap();
        left -= now;
        if !waited && left < SIZE / 2 {
            // All of them are there at one moment.
            half.wait().await;
            waited = true;
        }
    }
    stream.write_all(&tail).await.unwrap();
    answer(stream).await
}

#[tokio::test]
async fn sixty_four_files_of_20_mib_at_once_take_no_memory() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    assert!(command(folder, None, 1).arg("demo").status().unwrap().success());
    let port = free_port();
    let origin = format!("http://127.0.0.1:{port}");
    let mut serve = command(folder, None, port);
    let mut server = serve
        .env("PODSKAZKA_FILES_MEGABYTES", "100000")
        .arg("serve")
        .spawn()
        .unwrap();
    ready(&mut server, &origin).await;
    let token = sign_in(&origin, "parent@demo.test").await;
    // The first of each sort, so that what is made once is made.
    let alone = Barrier::new(1);
    for number in 0..2 {
        let said = upload(port, &token, number, &alone).await;
        assert!(said.starts_with("HTTP/1.1 201"), "{said}");
    }
    let before = peak(server.id());
    let half = Arc::new(Barrier::new(MANY));
    let all: Vec<_> = (0..MANY)
        .map(|number| {
            let (token, half) = (token.clone(), Arc::clone(&half));
            tokio::spawn(async move { upload(port, &token, number + 2, &half).await })
        })
        .collect();
    for one in all {
        let said = one.await.unwrap();
        assert!(said.starts_with("HTTP/1.1 201"), "{said}");
    }
    let grown = (peak(server.id()) - before) / 1024;
    assert!(grown < 96, "{grown} MiB more, for {} MiB of files", MANY * 20);
    assert_eq!(on_disk(&folder.join("files")), MANY + 2);
    server.kill().unwrap();
    server.wait().unwrap();
}

#[tokio::test]
async fn a_slow_file_is_waited_for_and_one_that_drips_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    assert!(command(folder, None, 1).arg("demo").status().unwrap().success());
    let port = free_port();
    let origin = format!("http://127.0.0.1:{port}");
    let mut serve = command(folder, None, port);
    let mut server = serve
        .env("PODSKAZKA_READ_TIMEOUT", "1")
        .arg("serve")
        .spawn()
        .unwrap();
    ready(&mut server, &origin).await;
    let token = sign_in(&origin, "parent@demo.test").await;
    let (piece, pieces) = ("слово ".repeat(4000), 20);
    // In all it takes three times as long as any other body may.
    let mut slow = begin(port, &token, "slow", piece.len() * pieces).await;
    let mut each = tokio::time::interval(Duration::from_millis(150));
    for _ in 0..pieces {
        each.tick().await;
        slow.write_all(piece.as_bytes()).await.unwrap();
    }
    let said = answer(slow).await;
    assert!(said.starts_with("HTTP/1.1 201"), "{said}");
    let (mut reader, mut writer) = begin(port, &token, "drip", SIZE).await.into_split();
    let mut each = tokio::time::interval(Duration::from_millis(50));
    let dripping = async {
        loop {
            each.tick().await;
            if writer.write_all(b"a").await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    };
    let mut said = Vec::new();
    tokio::select! {
        _ = reader.read_to_end(&mut said) => {}
        () = dripping => {}
        () = tokio::time::sleep(Duration::from_secs(30)) => panic!("the server waits for ever"),
    }
    let said = String::from_utf8_lossy(&said);
    assert!(said.starts_with("HTTP/1.1 408"), "{said}");
    assert_eq!(on_disk(&folder.join("files")), 1);
    server.kill().unwrap();
    server.wait().unwrap();
}
