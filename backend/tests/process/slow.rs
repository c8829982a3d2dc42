//! Slow clients are cut off, and keep no connection from others.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::server::{command, free_port, ready, sign_in};

/// Sends a byte again and again until the server answers or closes, and tells what it said.
async fn drip(mut connection: TcpStream, byte: &[u8]) -> String {
    let (mut reader, mut writer) = connection.split();
    let mut answer = Vec::new();
    let mut each = tokio::time::interval(Duration::from_millis(50));
    let sending = async {
        loop {
            each.tick().await;
            if writer.write_all(byte).await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    };
    tokio::select! {
        _ = reader.read_to_end(&mut answer) => {}
        () = sending => {}
        () = tokio::time::sleep(Duration::from_secs(30)) => panic!("the server waits for ever"),
    }
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn heads_and_bodies_that_drip_are_answered_408() {
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

    let mut head = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    head.write_all(b"GET /api/v1/me HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        .await
        .unwrap();
    let mut body = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let request = format!(
        "POST /api/v1/schools/demo/tickets HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: slow\r\n\
         Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n"
    );
    body.write_all(request.as_bytes()).await.unwrap();
    let mut chunked = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let request = request.replace("Content-Length: 100000", "Transfer-Encoding: chunked");
    chunked.write_all(request.as_bytes()).await.unwrap();
    // Nobody reads the body of somebody who is not signed in.
    let mut unread = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let request = request.replace("Authorization", "X-None");
    unread.write_all(request.as_bytes()).await.unwrap();
    let silent = TcpStream::connect(("127.0.0.1", port)).await.unwrap();

    let (head, body, chunked, unread, silent) = tokio::join!(
        drip(head, b"a"),
        drip(body, b" "),
        drip(chunked, b"1\r\n \r\n"),
        drip(unread, b"1\r\n \r\n"),
        drip(silent, b"")
    );
    // A head that never came has no language and no problem: only the status.
    assert!(head.starts_with("HTTP/1.1 408"), "{head}");
    assert!(
        silent.is_empty() || silent.starts_with("HTTP/1.1 408"),
        "{silent}"
    );
    assert!(unread.starts_with("HTTP/1.1 401"), "{unread}");
    for answer in [body, chunked] {
        assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
        assert!(answer.contains("\"kind\":\"request_timeout\""), "{answer}");
        assert!(answer.to_lowercase().contains("connection: close"), "{answer}");
    }
    sign_in(&origin, "parent@demo.test").await;
    server.kill().unwrap();
    server.wait().unwrap();
}
