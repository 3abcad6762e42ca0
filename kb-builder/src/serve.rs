//! A small server for this machine alone, with the same headers the site is meant to have.

use std::collections::BTreeMap;
use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, RwLock};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST,
    LOCATION, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode};

use crate::compress::Finished;
use crate::policy::Policy;

/// A site in memory: no request can reach a file.
pub type Site = Arc<RwLock<BTreeMap<String, Finished>>>;

/// Puts pages in the place of those served so far.
pub fn replace(site: &Site, pages: Vec<Finished>) {
    let pages = pages.into_iter().map(|finished| (finished.page.path.clone(), finished)).collect();
    *site.write().expect("bug: nobody panics while holding the site") = pages;
}

/// Takes a port of this machine that no other machine can reach.
pub async fn listen(port: u16) -> io::Result<tokio::net::TcpListener> {
    tokio::net::TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await
}

/// Serves until `until` ends.
pub async fn serve(
    site: Site,
    listener: tokio::net::TcpListener,
    until: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let port = listener.local_addr()?.port();
    let app = Router::new().fallback(answer).with_state((site, port));
    axum::serve(listener, app).with_graceful_shutdown(until).await
}

async fn answer(State((site, port)): State<(Site, u16)>, request: Request<Body>) -> Response<Body> {
    // A page elsewhere that points its name at this machine must not read the site.
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("");
    let ours = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
    if !ours.iter().any(|ours| ours == host) {
        return plain(StatusCode::MISDIRECTED_REQUEST, "this server answers to 127.0.0.1 only");
    }
    if ![Method::GET, Method::HEAD].contains(request.method()) {
        return plain(StatusCode::METHOD_NOT_ALLOWED, "pages can only be read");
    }
    let path = request.uri().path().trim_start_matches('/');
    let accepts = |coding: &str| {
        let accepted = request.headers().get(ACCEPT_ENCODING).and_then(|all| all.to_str().ok());
        accepted.is_some_and(|all| all.split(',').any(|one| one.trim().starts_with(coding)))
    };
    let site = site.read().expect("bug: nobody panics while holding the site");
    let file = if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else {
        path.to_owned()
    };
    if let Some(served) = site.get(&file) {
        return found(served, accepts);
    }
    if site.contains_key(&format!("{path}/index.html")) {
        let mut response = plain(StatusCode::PERMANENT_REDIRECT, "the address ends with /");
        if let Ok(location) = HeaderValue::from_str(&format!("/{path}/")) {
            response.headers_mut().insert(LOCATION, location);
        }
        return response;
    }
    plain(StatusCode::NOT_FOUND, "there is no page at this address")
}

fn found(served: &Finished, accepts: impl Fn(&str) -> bool) -> Response<Body> {
    let (coding, bytes) = if accepts("br") {
        (Some("br"), &served.br)
    } else if accepts("gzip") {
        (Some("gzip"), &served.gz)
    } else {
        (None, &served.page.bytes)
    };
    let mut response = Response::new(Body::from(bytes.clone()));
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &str| {
        headers
            .insert(name, HeaderValue::from_str(value).expect("bug: our headers are plain text"));
    };
    set(CONTENT_TYPE, served.page.media_type());
    set(VARY, "accept-encoding");
    if let Some(coding) = coding {
        set(CONTENT_ENCODING, coding);
    }
    let is_callback = served.page.policy.as_ref().is_some_and(Policy::is_callback);
    let keep = match served.page.is_immutable() {
        true => "public, max-age=31536000, immutable",
        false if is_callback => "no-store",
        false => "no-cache",
    };
    set(CACHE_CONTROL, keep);
    if let Some(policy) = &served.page.policy {
        set(CONTENT_SECURITY_POLICY, &policy.for_header());
        // The callback ends in windows that other sites have led: there is nobody left to be cut off.
        if !is_callback {
            set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
        }
        set(HeaderName::from_static("permissions-policy"), PERMISSIONS);
    }
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(REFERRER_POLICY, "no-referrer");
    response
}

/// Nothing but what the copy buttons need.
const PERMISSIONS: &str = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), \
                           clipboard-read=(), clipboard-write=(self)";

fn plain(status: StatusCode, sentence: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(sentence));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
