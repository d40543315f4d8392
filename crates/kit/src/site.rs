//! A site that messages link to: a small real server on loopback that notes how it was asked.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// How the site was asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Path and query.
    pub path: String,
    /// The headers.
    pub headers: HeaderMap,
}

/// What stands at a path.
#[derive(Clone)]
struct Page {
    kind: String,
    body: Vec<u8>,
    /// Where it stands instead.
    moved: Option<String>,
    /// By which mark this version is known.
    mark: Option<String>,
    after: Duration,
}

#[derive(Default)]
struct Desk {
    pages: Mutex<HashMap<String, Page>>,
    asked: Mutex<Vec<Asked>>,
}

/// The site. Dropped, it is gone.
pub struct SiteDouble {
    at: SocketAddr,
    desk: Arc<Desk>,
    serving: JoinHandle<()>,
}

impl Drop for SiteDouble {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl SiteDouble {
    /// A site at which nothing stands yet.
    pub async fn start() -> Self {
        let desk = Arc::new(Desk::default());
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port on loopback");
        let at = listener.local_addr().expect("an address");
        let router = axum::Router::new().fallback(hear).with_state(Arc::clone(&desk));
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.expect("serving") });
        Self { at, desk, serving }
    }

    /// The address of a path.
    pub fn address(&self, path: &str) -> String {
        format!("http://{}{path}", self.at)
    }

    /// From now on this stands at a path; answers its address.
    pub fn shows(&self, path: &str, kind: &str, body: impl Into<Vec<u8>>) -> String {
        let page =
            Page { kind: kind.to_owned(), body: body.into(), moved: None, mark: None, after: Duration::ZERO };
        self.put(path, page)
    }

    /// A calendar, known by a mark: who has this version is told that it is the same.
    pub fn shows_calendar(&self, path: &str, body: &str, mark: &str) -> String {
        let (kind, mark) = ("text/calendar".to_owned(), Some(mark.to_owned()));
        self.put(path, Page { kind, body: body.into(), moved: None, mark, after: Duration::ZERO })
    }

    /// The same, only after a while.
    pub fn shows_late(&self, path: &str, body: &str, after: Duration) -> String {
        let kind = "text/html".to_owned();
        self.put(path, Page { kind, body: body.into(), moved: None, mark: None, after })
    }

    /// What stood at a path stands elsewhere; answers the address of the path.
    pub fn moved(&self, path: &str, to: &str) -> String {
        let moved = Some(to.to_owned());
        let kind = "text/html".to_owned();
        self.put(path, Page { kind, body: Vec::new(), moved, mark: None, after: Duration::ZERO })
    }

    /// How it was asked, in order.
    pub fn asked(&self) -> Vec<Asked> {
        self.desk.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn put(&self, path: &str, page: Page) -> String {
        self.desk.pages.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), page);
        self.address(path)
    }
}

async fn hear(State(desk): State<Arc<Desk>>, uri: Uri, headers: HeaderMap) -> Response {
    desk.asked
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(Asked { path: uri.to_string(), headers: headers.clone() });
    let page = desk.pages.lock().unwrap_or_else(PoisonError::into_inner).get(uri.path()).cloned();
    let Some(page) = page else { return (StatusCode::NOT_FOUND, "<title>404</title>").into_response() };
    tokio::time::sleep(page.after).await;
    if page.mark.is_some()
        && headers.get(header::IF_NONE_MATCH).and_then(|mark| mark.to_str().ok()) == page.mark.as_deref()
    {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    let mark = page.mark.map(|mark| [(header::ETAG, mark)]);
    let cookie = (header::SET_COOKIE, "who=you".to_owned());
    match page.moved {
        Some(to) => (StatusCode::FOUND, [(header::LOCATION, to), cookie]).into_response(),
        None => match mark {
            Some(mark) => (mark, [(header::CONTENT_TYPE, page.kind), cookie], page.body).into_response(),
            None => ([(header::CONTENT_TYPE, page.kind), cookie], page.body).into_response(),
        },
    }
}
