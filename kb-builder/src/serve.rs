//! A small server for this machine alone, with the same headers the site is meant to have.

use std::collections::BTreeMap;
use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, RwLock};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, HOST, LOCATION, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode};

use crate::Built;
use crate::address::NOT_FOUND;
use crate::headers::Rules;
use crate::page::Page;

/// A site in memory: no request can reach a file.
pub type Site = Arc<RwLock<Option<Served>>>;

/// The files of a site, and how they are served.
pub struct Served {
    files: BTreeMap<String, Page>,
    rules: Rules,
}

/// Puts a site in the place of the one served so far.
pub fn replace(site: &Site, built: Built) {
    let pages = built.pages.into_iter().filter(|page| !page.is_for_servers());
    let files = pages.map(|page| (page.path.clone(), page)).collect();
    *site.write().expect("bug: nobody panics while holding the site") =
        // It is not the host that the site will be on, so it says nothing of TLS.
        Some(Served { files, rules: Rules { only_tls: false, ..built.rules } });
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
    let path = request.uri().path();
    let site = site.read().expect("bug: nobody panics while holding the site");
    let nothing = || plain(StatusCode::NOT_FOUND, "there is no page at this address");
    let Some(Served { files, rules }) = &*site else { return nothing() };
    // Where the site will be in a folder, it is there here too, and at the top all the same.
    let path = path.strip_prefix(&rules.folder).unwrap_or(path).trim_start_matches('/');
    let file = if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else {
        path.to_owned()
    };
    if let Some(redirect) = rules.leads_to(path) {
        return leading_to(&format!("/{}", redirect.to.below_top()), request.uri().query());
    }
    if file == NOT_FOUND {
        return nothing();
    }
    if let Some(served) = files.get(&file) {
        return found(served, rules);
    }
    if files.contains_key(&format!("{path}/index.html")) {
        return leading_to(&format!("/{path}/"), request.uri().query());
    }
    let Some(served) = files.get(NOT_FOUND) else { return nothing() };
    let mut response = found(served, rules);
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

/// A redirect that keeps what was asked with the address.
fn leading_to(address: &str, query: Option<&str>) -> Response<Body> {
    let mut response = plain(StatusCode::PERMANENT_REDIRECT, "the page is at another address");
    let query = query.map_or_else(String::new, |query| format!("?{query}"));
    if let Ok(location) = HeaderValue::from_str(&format!("{address}{query}")) {
        response.headers_mut().insert(LOCATION, location);
    }
    response
}

/// Uncompressed: nothing on this machine is won by it, and making it small is most of a build.
fn found(page: &Page, rules: &Rules) -> Response<Body> {
    let mut response = Response::new(Body::from(page.bytes.clone()));
    let headers = response.headers_mut();
    let value =
        |value: &str| HeaderValue::from_str(value).expect("bug: our headers are plain text");
    headers.insert(CONTENT_TYPE, value(page.media_type()));
    for (name, text) in rules.headers(page) {
        let name = HeaderName::try_from(name).expect("bug: our headers have plain names");
        headers.insert(name, value(&text));
    }
    response
}

fn plain(status: StatusCode, sentence: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(sentence));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
