//! SIGTERM finishes what is in flight.

use std::process::Command;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::server::{command, free_port, sign_in, start};

#[tokio::test]
async fn a_request_in_flight_is_finished_on_sigterm() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    assert!(command(folder, None, 1).arg("demo").status().unwrap().success());
    let port = free_port();
    let mut server = start(folder, None, port).await;
    let token = sign_in(&format!("http://127.0.0.1:{port}"), "parent@demo.test").await;

    let body = r#"{"topic": "access", "description": "still on its way"}"#;
    let (first, second) = body.split_at(20);
    let mut connection = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let head = format!(
        "POST /api/v1/schools/demo/tickets HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\
         Idempotency-Key: in-flight\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    connection.write_all(head.as_bytes()).await.unwrap();
    connection.write_all(first.as_bytes()).await.unwrap();
    // Another whole request: when it is answered, the half one has been taken in by the other worker or before it.
    sign_in(&format!("http://127.0.0.1:{port}"), "parent@demo.test").await;

    let pid = server.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &pid])
            .status()
            .unwrap()
            .success()
    );
    // The stop has begun when nobody new is let in.
    while TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
        tokio::task::yield_now().await;
    }
    connection.write_all(second.as_bytes()).await.unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    assert!(server.wait().unwrap().success());
}
