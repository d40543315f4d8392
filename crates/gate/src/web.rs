//! The web client's files, inside the binary.

use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, any};
use ground::Problem;
use rust_embed::RustEmbed;
use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../web/dist"]
#[allow_missing = true]
struct Client;

const NOT_BUILT: &str = "<!doctype html><meta charset=utf-8><title>四合院 Courtyard</title>\
    <p>网页端尚未构建。请运行 <code>cargo xtask run</code>。\
    <p>The web client has not been built. Run <code>cargo xtask run</code>.";

/// Where the files of the client come from: out of the binary; with `--dev` out of a folder, where one is set.
#[derive(Clone, Default)]
pub(crate) struct Pages(Option<Arc<Path>>);

impl Pages {
    /// Out of this folder, or out of the binary.
    pub(crate) fn new(folder: Option<PathBuf>) -> Self {
        Self(folder.map(Arc::from))
    }

    /// Answers every path that nothing else answers.
    pub(crate) fn service(&self) -> MethodRouter {
        let pages = self.clone();
        any(move |request| file(pages, request))
    }

    /// The build: the name of the first file, which changes with every other file.
    pub(crate) fn build(&self) -> Option<String> {
        let page = String::from_utf8(self.get("index.html")?.into_owned()).ok()?;
        let (_, rest) = page.split_once("src=\"/assets/")?;
        let (name, _) = rest.split_once(".js\"")?;
        Some(name.to_owned())
    }

    fn get(&self, path: &str) -> Option<Cow<'static, [u8]>> {
        let Some(folder) = &self.0 else { return Some(Client::get(path)?.data) };
        let inside = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
        if inside { std::fs::read(folder.join(path)).ok().map(Cow::Owned) } else { None }
    }
}

/// A file of the client; every path that is no file is a page of it.
async fn file(pages: Pages, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Problem::not_found("path.unknown", "there is nothing at this address").into_response();
    }
    let path = request.uri().path().trim_start_matches('/');
    let accepts = |name: &str| {
        request
            .headers()
            .get_all(header::ACCEPT_ENCODING)
            .iter()
            .any(|value| value.to_str().is_ok_and(|list| list.split(',').any(|one| one.trim() == name)))
    };
    if let Some(response) = embedded(&pages, path, accepts("br")) {
        return response;
    }
    let names_a_file =
        path.starts_with("assets/") || path.rsplit('/').next().is_some_and(|last| last.contains('.'));
    if names_a_file {
        return (StatusCode::NOT_FOUND, "not found\n").into_response();
    }
    embedded(&pages, "index.html", accepts("br"))
        .unwrap_or_else(|| axum::response::Html(NOT_BUILT).into_response())
}

fn embedded(pages: &Pages, path: &str, brotli: bool) -> Option<Response> {
    let plain = pages.get(path)?;
    let packed = if brotli { pages.get(&format!("{path}.br")) } else { None };
    let is_packed = packed.is_some();
    let kind = kind_of(path);
    let body = packed.unwrap_or(plain);
    let mut response = axum::body::Body::from(body.into_owned()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let cache = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if is_packed {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    Some(response)
}

/// The media type of a file that a build of the client can hold.
fn kind_of(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "wasm" => "application/wasm",
        "mp3" => "audio/mpeg",
        "wav" => "audio/wav",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
