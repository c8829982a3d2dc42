//! The program speaks https by itself when it is given a certificate.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::server::{command, free_port, refused};

struct Files {
    certificate: std::path::PathBuf,
    key: std::path::PathBuf,
    trusted: RootCertStore,
}

/// A certificate for `localhost` that only this test trusts.
fn certificate(folder: &Path, name: &str) -> Files {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (certificate, key) = (
        folder.join(format!("{name}.crt")),
        folder.join(format!("{name}.key")),
    );
    std::fs::write(&certificate, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let mut trusted = RootCertStore::empty();
    trusted.add(made.cert.der().clone()).unwrap();
    Files {
        certificate,
        key,
        trusted,
    }
}

fn get(trusted: RootCertStore, port: u16, path: &str) -> std::io::Result<String> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(trusted)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let client = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = StreamOwned::new(client, TcpStream::connect(("127.0.0.1", port))?);
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = Vec::new();
    match stream.read_to_end(&mut answer) {
        // Some servers close without saying good-bye in TLS.
        Err(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => return Err(error),
        Ok(_) | Err(_) => {}
    }
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

#[test]
fn https_is_served_with_the_certificate_that_is_configured() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (ours, other) = (certificate(folder, "ours"), certificate(folder, "other"));
    let port = free_port();
    let mut server = command(folder, None, port);
    let mut server = server
        .env("PODSKAZKA_TLS_CERTIFICATE", &ours.certificate)
        .env("PODSKAZKA_TLS_KEY", &ours.key)
        .arg("serve")
        .spawn()
        .unwrap();
    let live = (0..1000).find_map(|_| {
        assert!(server.try_wait().unwrap().is_none(), "the server ended by itself");
        std::thread::sleep(std::time::Duration::from_millis(10));
        get(ours.trusted.clone(), port, "/health/live").ok()
    });
    let live = live.expect("the server does not start");
    assert!(
        live.starts_with("HTTP/1.1 200") && live.ends_with("live"),
        "{live}"
    );
    let answer = get(ours.trusted, port, "/api/v1/auth/keys").unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(
        answer
            .to_lowercase()
            .contains("strict-transport-security: max-age=31536000"),
        "{answer}"
    );
    assert!(
        get(other.trusted, port, "/health/live").is_err(),
        "another certificate is not this one"
    );
    // Plain http gets nothing on this port.
    let mut plain = TcpStream::connect(("127.0.0.1", port)).unwrap();
    plain
        .write_all(b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n")
        .unwrap();
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer);
    assert!(!String::from_utf8_lossy(&answer).contains("200 OK"));
    server.kill().unwrap();
    server.wait().unwrap();
}

#[test]
fn what_is_wrong_with_a_certificate_is_one_clear_line() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (ours, other) = (certificate(folder, "ours"), certificate(folder, "other"));
    let nonsense = folder.join("nonsense.pem");
    std::fs::write(&nonsense, "not a certificate").unwrap();
    let nowhere = folder.join("nowhere.pem");
    let with = |certificate: &Path, key: Option<&Path>| {
        let mut serve = command(folder, None, free_port());
        serve.env("PODSKAZKA_TLS_CERTIFICATE", certificate).arg("serve");
        if let Some(key) = key {
            serve.env("PODSKAZKA_TLS_KEY", key);
        }
        serve
    };
    refused(with(&ours.certificate, None), "belong together");
    refused(with(&nowhere, Some(&ours.key)), "nowhere.pem cannot be read");
    refused(
        with(&ours.certificate, Some(&nowhere)),
        "nowhere.pem cannot be read",
    );
    refused(with(&nonsense, Some(&ours.key)), "holds no certificate");
    refused(
        with(&ours.certificate, Some(&nonsense)),
        "nonsense.pem cannot be read",
    );
    refused(with(&ours.certificate, Some(&other.key)), "do not fit together");
}
