//! A body in chunks that nobody reads any more.
//!
//! After an answer actix reads the rest of a chunked body for as long as it comes, so that the connection can be used
//! again: a client that drips would hold it for ever. While the body is still held by somebody it closes the connection
//! instead, within its disconnect timeout. So what was not read to its end is held for a while.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::HttpMessage;
use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use futures_util::Stream;

/// Longer than the answer needs to be sent.
const HELD: Duration = Duration::from_secs(10);

/// The body as the service reads it.
struct Shared {
    payload: Rc<RefCell<Payload>>,
    ended: Rc<Cell<bool>>,
}

impl Stream for Shared {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let polled = Pin::new(&mut *self.payload.borrow_mut()).poll_next(cx);
        if matches!(polled, Poll::Ready(None)) {
            self.ended.set(true);
        }
        polled
    }
}

/// Lets a connection end on whose body nobody waits.
///
/// # Errors
/// Those of the service behind it.
pub async fn close<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    if !request.headers().contains_key(header::TRANSFER_ENCODING) {
        return next.call(request).await;
    }
    let payload = Rc::new(RefCell::new(request.take_payload()));
    let ended = Rc::new(Cell::new(false));
    let shared = Shared {
        payload: Rc::clone(&payload),
        ended: Rc::clone(&ended),
    };
    request.set_payload(Payload::Stream {
        payload: Box::pin(shared),
    });
    let answer = next.call(request).await;
    if !ended.get() {
        actix_web::rt::spawn(async move {
            tokio::time::sleep(HELD).await;
            drop(payload);
        });
    }
    answer
}
