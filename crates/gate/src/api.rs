//! The API: routes of all wings under `/api/v1`, and the document that describes them.

use aide::axum::ApiRouter;
use aide::openapi::{Info, OpenApi, ReferenceOr, Response, StatusCode};
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Extension, Router, middleware};
use ground::Problem;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};
use yard::House;

/// Which operation answers at which path.
pub struct Document {
    /// operationId by `METHOD /path/{template}`.
    pub operations: BTreeMap<String, String>,
    /// Which of these take sealed bodies (`x-sealed`).
    pub sealed: BTreeSet<String>,
}

fn routes() -> ApiRouter<House> {
    let talk = ApiRouter::new().merge(meet::routes()).merge(chat::routes());
    let wings = talk.merge(office::routes()).merge(community::routes());
    ApiRouter::new().nest("/api/v1", ApiRouter::new().merge(yard::routes()).merge(wings))
}

/// What handlers of the wings hold besides the house. Clones share it.
#[derive(Clone)]
pub(crate) struct Held {
    pub media: meet::Media,
    pub chat: chat::Chat,
    pub calls: chat::call::Calls,
    pub phones: chat::phone::Phones,
    pub ears: yard::hearing::Ears,
    pub cards: yard::realname::Cards,
    pub plates: community::lane::Plates,
    pub eyes: office::attendance::face::Eyes,
    pub links: community::agent::Links,
    pub intercom: community::intercom::Intercom,
    pub things: community::thing::Link,
}

/// The API's router and its document.
pub(crate) fn router(house: House, held: Held) -> (Router, Arc<Document>) {
    let mut api = blank();
    let router: Router = routes()
        .finish_api(&mut api)
        .with_state(house.clone())
        .layer(Extension(held.media))
        .layer(Extension(held.chat))
        .layer(Extension(held.calls))
        .layer(Extension(held.phones))
        .layer(Extension(held.ears))
        .layer(Extension(held.cards))
        .layer(Extension(held.plates))
        .layer(Extension(held.eyes))
        .layer(Extension(held.links))
        .layer(Extension(held.intercom))
        .layer(Extension(held.things))
        .layer(Extension(yard::wing::Wings::of(&house)))
        .layer(middleware::from_fn_with_state(house.clone(), yard::idempotency::layer))
        .layer(middleware::from_fn_with_state(house.clone(), yard::setup::guard))
        .layer(middleware::from_fn_with_state(house, yard::shutdown::guard));
    let document = Arc::new(describe(&api));
    let router = router
        .route("/api/openapi.json", get(|| async { written(&OPENAPI) }))
        .route("/api/asyncapi.json", get(|| async { written(&ASYNCAPI) }))
        .route("/api/{*path}", axum::routing::any(|| async { unknown().into_response() }));
    (router, document)
}

/// Written when somebody first asks: it takes longer than all else that a start does.
static OPENAPI: LazyLock<String> = LazyLock::new(document);
static ASYNCAPI: LazyLock<String> = LazyLock::new(crate::events);

fn written(document: &'static LazyLock<String>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], document.as_str())
}

fn blank() -> OpenApi {
    aide::generate::infer_responses(true);
    aide::generate::extract_schemas(true);
    OpenApi {
        info: Info {
            title: "Courtyard 四合院".to_owned(),
            version: "1".to_owned(),
            description: Some(
                "The house's API. Problems are application/problem+json with a stable code. What is counted says what is \
                 left in `RateLimit` and `RateLimit-Policy`, and a 429 says in `Retry-After` when to come again."
                    .to_owned(),
            ),
            ..Info::default()
        },
        ..OpenApi::default()
    }
}

/// There is nothing at this address.
fn unknown() -> Problem {
    Problem::not_found("path.unknown", "there is nothing at this address")
}

/// An operation that says nothing of success answers 204 and no body.
fn without_content(api: &mut OpenApi) {
    let paths = api.paths.iter_mut().flat_map(|paths| paths.paths.values_mut());
    for item in paths.filter_map(|item| item.as_item_mut()) {
        let acts = [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch];
        for operation in acts.into_iter().flatten() {
            let known = &mut operation.responses.get_or_insert_default().responses;
            let succeeds =
                |code: &StatusCode| matches!(code, StatusCode::Code(200..=299) | StatusCode::Range(2));
            if !known.keys().any(succeeds) {
                let done = Response { description: "Done.".to_owned(), ..Response::default() };
                known.insert(StatusCode::Code(204), ReferenceOr::Item(done));
            }
        }
    }
}

fn describe(api: &OpenApi) -> Document {
    let (mut operations, mut sealed) = (BTreeMap::new(), BTreeSet::new());
    let paths = api.paths.as_ref().map(|paths| &paths.paths);
    for (path, item) in paths.into_iter().flatten() {
        let Some(item) = item.as_item() else { continue };
        for (method, operation) in item.iter() {
            let place = format!("{} {path}", method.to_uppercase());
            if operation.extensions.contains_key("x-sealed") {
                sealed.insert(place.clone());
            }
            if let Some(id) = &operation.operation_id {
                operations.insert(place, id.clone());
            }
        }
    }
    Document { operations, sealed }
}

/// The first of these words that is no operation; the document is not written for an empty list.
pub(crate) fn unknown_of(words: &[String]) -> Option<&str> {
    if words.is_empty() {
        return None;
    }
    let mut api = blank();
    let router: Router<House> = routes().finish_api(&mut api);
    drop(router);
    let known: BTreeSet<String> = describe(&api).operations.into_values().collect();
    words.iter().find(|word| !known.contains(*word)).map(String::as_str)
}

/// The document without a running house (`courtyard openapi`).
pub fn document() -> String {
    let mut api = blank();
    let router: Router<House> = routes().finish_api(&mut api);
    drop(router);
    without_content(&mut api);
    serde_json::to_string_pretty(&api).unwrap_or_default() + "\n"
}
