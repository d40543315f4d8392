//! The web client's files, inside the binary.

use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ground::Problem;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../web/dist"]
#[allow_missing = true]
struct Client;

const NOT_BUILT: &str = "<!doctype html><meta charset=utf-8><title>四合院 Courtyard</title>\
    <p>网页端尚未构建。请运行 <code>cargo xtask run</code>。\
    <p>The web client has not been built. Run <code>cargo xtask run</code>.";

/// A file of the client; every path that is no file is a page of it.
pub(crate) async fn file(request: Request) -> Response {
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
    if let Some(response) = embedded(path, accepts("br")) {
        return response;
    }
    let names_a_file =
        path.starts_with("assets/") || path.rsplit('/').next().is_some_and(|last| last.contains('.'));
    if names_a_file {
        return (StatusCode::NOT_FOUND, "not found\n").into_response();
    }
    embedded("index.html", accepts("br")).unwrap_or_else(|| axum::response::Html(NOT_BUILT).into_response())
}

fn embedded(path: &str, brotli: bool) -> Option<Response> {
    let plain = Client::get(path)?;
    let packed = if brotli { Client::get(&format!("{path}.br")) } else { None };
    let is_packed = packed.is_some();
    let kind = kind_of(path);
    let body = packed.map_or(plain.data, |packed| packed.data);
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
