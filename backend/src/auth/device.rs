//! Devices that a person has signed in from: a random id, signed, in a cookie that lasts or in the client's keeping.

use actix_web::HttpRequest;
use actix_web::http::header;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use podskazka_shared::auth::device::Device;
use podskazka_shared::ids::DeviceId;

use super::Secret;
use super::origin::DEVICE_COOKIE;

/// The id as it is handed out: `id.code`.
pub(super) fn write(secret: &Secret, id: DeviceId) -> String {
    let text = id.0.simple().to_string();
    let code = secret.sign("device", text.as_bytes());
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(code))
}

/// The id in a text that we wrote.
pub(super) fn read(secret: &Secret, text: &str) -> Option<DeviceId> {
    let (id, code) = text.split_once('.')?;
    let code = URL_SAFE_NO_PAD.decode(code).ok()?;
    let signed = secret.signed("device", id.as_bytes(), &code);
    signed.then(|| id.parse().ok()).flatten()
}

/// The device that a request names: by cookie from a browser, in the body from others.
pub(super) fn of(
    secret: &Secret,
    request: &HttpRequest,
    cookies: bool,
    body: Option<&str>,
) -> Option<DeviceId> {
    match cookies {
        true => read(secret, request.cookie(DEVICE_COOKIE)?.value()),
        false => read(secret, body?),
    }
}

/// What the device calls itself.
pub(super) fn named(request: &HttpRequest) -> Device {
    let agent = request
        .headers()
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok());
    Device::of_user_agent(agent.unwrap_or_default())
}
