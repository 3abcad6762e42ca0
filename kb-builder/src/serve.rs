//! A small server for this machine alone, with the same headers the site is meant to have.
//!
//! A page that is open learns when the site changes or its content has faults. For that each page gets a
//! script and a style more than the site has, which its policy allows as they are files of the same
//! server: the policy is as strict as it will be.

use std::collections::BTreeMap;
use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, RwLock};

use serde::Serialize;
use tokio::sync::watch;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_TYPE, HOST, LOCATION, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode};

use crate::Built;
use crate::address::NOT_FOUND;
use crate::assets::{lean_script, lean_style};
use crate::headers::Rules;
use crate::memory::Mark;
use crate::page::Page;
use crate::policy::Policy;

/// A site in memory: no request can reach a file.
pub struct Site {
    served: RwLock<Option<Served>>,
    news: watch::Sender<News>,
    /// Whether open pages are told of changes.
    follows: bool,
}

/// The files of a site, and how they are served.
struct Served {
    files: BTreeMap<String, Filed>,
    rules: Rules,
    /// Tells this state of the site from any other.
    mark: String,
}

/// A file, and what tells its bytes from any others.
struct Filed {
    page: Page,
    mark: Mark,
}

/// What an open page is told.
#[derive(Clone, Debug, Default, Serialize)]
struct News {
    /// One more for each time that there are any.
    number: u64,
    /// The state of the site that is served.
    site: String,
    /// Why a newer state is not.
    problems: Option<String>,
    /// Whether the server is about to end.
    #[serde(skip)]
    is_over: bool,
}

/// Where what only this server sends is: no page of a site is there.
const SCRIPT: &str = "/-/live.js";
const STYLE: &str = "/-/live.css";
const NEWS: &str = "/-/news";

impl Site {
    /// None yet. If it `follows`, open pages are told of every change.
    pub fn new(follows: bool) -> Arc<Self> {
        let news = watch::Sender::new(News::default());
        Arc::new(Self { served: RwLock::new(None), news, follows })
    }

    /// Puts a site in the place of the one served so far.
    pub fn replace(&self, built: Built) {
        let pages = built.pages.into_iter().filter(|page| !page.is_for_servers());
        let files: BTreeMap<String, Filed> = {
            let before = self.served.read().expect("bug: nobody panics while holding the site");
            let before = before.as_ref().map(|served| &served.files);
            let file = |page: Page| {
                let mark = if self.follows { mark_of(&page, before) } else { Mark::default() };
                (page.path.clone(), Filed { page, mark })
            };
            pages.map(file).collect()
        };
        let mark = if self.follows { mark_of_all(&files) } else { String::new() };
        // It is not the host that the site will be on, so it says nothing of TLS.
        let rules = Rules { only_tls: false, ..built.rules };
        let served = Served { files, rules, mark: mark.clone() };
        *self.served.write().expect("bug: nobody panics while holding the site") = Some(served);
        self.tell(|news| (news.site, news.problems) = (mark, None));
    }

    /// Says why the site that is served stays as it is.
    pub fn refuse(&self, problems: String) {
        self.tell(|news| news.problems = Some(problems));
    }

    /// Lets go of whoever waits for news.
    pub fn end(&self) {
        self.tell(|news| news.is_over = true);
    }

    fn tell(&self, change: impl FnOnce(&mut News)) {
        self.news.send_modify(|news| {
            news.number += 1;
            change(news);
        });
    }
}

/// What tells a file from any other. What was not drawn again is where it was in memory.
fn mark_of(page: &Page, before: Option<&BTreeMap<String, Filed>>) -> Mark {
    let old = before.and_then(|files| files.get(&page.path));
    let same = old.filter(|old| {
        let (old, new) = (&old.page.bytes, &page.bytes);
        (old.as_ptr(), old.len()) == (new.as_ptr(), new.len())
    });
    same.map_or_else(|| Mark::of([page.path.as_bytes(), &page.bytes]), |old| old.mark)
}

/// Tells a state of a site from any other, in hexadecimal digits.
fn mark_of_all(files: &BTreeMap<String, Filed>) -> String {
    let mark = Mark::of(files.values().map(|file| file.mark));
    mark.as_ref().iter().take(8).fold(String::new(), |mark, byte| format!("{mark}{byte:02x}"))
}

/// Takes a port of this machine that no other machine can reach.
pub async fn listen(port: u16) -> io::Result<tokio::net::TcpListener> {
    tokio::net::TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await
}

/// Serves until `until` ends.
pub async fn serve(
    site: Arc<Site>,
    listener: tokio::net::TcpListener,
    until: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let port = listener.local_addr()?.port();
    let app = Router::new().fallback(answer).with_state((site, port));
    axum::serve(listener, app).with_graceful_shutdown(until).await
}

async fn answer(
    State((site, port)): State<(Arc<Site>, u16)>,
    request: Request<Body>,
) -> Response<Body> {
    // A page elsewhere that points its name at this machine must not read the site.
    let mut hosts = request.headers().get_all(HOST).into_iter();
    let host = hosts.next().and_then(|host| host.to_str().ok()).unwrap_or("");
    if hosts.next().is_some() {
        return plain(StatusCode::BAD_REQUEST, "a request names one host");
    }
    let ours = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
    if !ours.iter().any(|ours| ours == host) {
        return plain(StatusCode::MISDIRECTED_REQUEST, "this server answers to 127.0.0.1 only");
    }
    if ![Method::GET, Method::HEAD].contains(request.method()) {
        let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, "pages can only be read");
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    let path = request.uri().path();
    let nothing = || plain(StatusCode::NOT_FOUND, "there is no page at this address");
    if site.follows {
        match path {
            SCRIPT => return script(),
            STYLE => return style(),
            NEWS => return news(&site, request.uri().query().unwrap_or_default()).await,
            _ => {}
        }
    }
    let follows = site.follows;
    let site = site.served.read().expect("bug: nobody panics while holding the site");
    let Some(Served { files, rules, mark }) = &*site else { return nothing() };
    let found = |page: &Page| {
        let is_told = follows && page.policy.as_ref().is_some_and(Policy::lets_ask_this_site);
        with_headers(page, rules, is_told.then_some(mark.as_str()))
    };
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
        return found(&served.page);
    }
    if files.contains_key(&format!("{path}/index.html")) {
        return leading_to(&format!("/{path}/"), request.uri().query());
    }
    let Some(served) = files.get(NOT_FOUND) else { return nothing() };
    let mut response = found(&served.page);
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

/// What follows the site from an open page.
fn script() -> Response<Body> {
    file("text/javascript; charset=utf-8", lean_script(include_str!("../../static/js/live.js")))
}

/// How it looks.
fn style() -> Response<Body> {
    file("text/css; charset=utf-8", lean_style(include_str!("../../static/css/live.css")))
}

/// What there is to tell, once it is not what the page knows already: `after=7`.
async fn news(site: &Site, query: &str) -> Response<Body> {
    let known: u64 =
        query.strip_prefix("after=").and_then(|after| after.parse().ok()).unwrap_or_default();
    let mut told = site.news.subscribe();
    let news = told.wait_for(|news| news.number != known || news.is_over).await;
    let news = news.expect("bug: the site outlives its requests").clone();
    if news.is_over {
        return plain(StatusCode::SERVICE_UNAVAILABLE, "the server ends");
    }
    file("application/json", serde_json::to_string(&news).expect("bug: plain data can be written"))
}

fn file(kind: &'static str, text: String) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A page with what makes it follow the site, whose state it is.
fn following(page: &[u8], mark: &str) -> Vec<u8> {
    let end = b"</head>";
    let Some(at) = page.windows(end.len()).position(|bytes| bytes == end) else {
        return page.to_vec();
    };
    let (before, after) = page.split_at(at);
    let more = format!(
        "<link rel=\"stylesheet\" href=\"{STYLE}\">\
         <script defer src=\"{SCRIPT}\" data-site=\"{mark}\"></script>"
    );
    [before, more.as_bytes(), after].concat()
}

/// Uncompressed: nothing on this machine is won by it, and making it small is most of a build.
fn with_headers(page: &Page, rules: &Rules, mark: Option<&str>) -> Response<Body> {
    let bytes = mark.map_or_else(|| page.bytes.clone(), |mark| following(&page.bytes, mark).into());
    let mut response = Response::new(Body::from(bytes));
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
