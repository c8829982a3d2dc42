//! https without a proxy, when a certificate is configured.

use std::path::Path;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::config::Config;

/// What rustls needs; none when no certificate is configured.
///
/// # Errors
/// One line for people: a file that is missing or holds something else, a key of another certificate.
pub fn settings(config: &Config) -> Result<Option<ServerConfig>, String> {
    let (Some(certificate), Some(key)) = (&config.tls_certificate, &config.tls_key) else {
        return Ok(None);
    };
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| unreadable("tls_certificate", certificate, &error))?;
    if chain.is_empty() {
        return Err(format!(
            "settings: tls_certificate: {} holds no certificate in PEM",
            certificate.display()
        ));
    }
    let key = PrivateKeyDer::from_pem_file(key).map_err(|error| unreadable("tls_key", key, &error))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let settings = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
        .map_err(|error| format!("settings: tls_certificate and tls_key do not fit together: {error}"))?;
    Ok(Some(settings))
}

fn unreadable(name: &str, path: &Path, error: &rustls::pki_types::pem::Error) -> String {
    format!("settings: {name}: {} cannot be read: {error}", path.display())
}
