//! The wire of devices: where their addresses lead, and which methods answer there (RFC 4918, 4791, 5397, 6578, 6764).

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use ground::{Person, PersonId};
use yard::House;
use yard::account::serving;
use yard::wire::Reads;

use super::answer::{self, Answer};
use super::props::{self, ITEM_MAX, Place, Scene, Wanted};
use super::shelf::{self, Item, Shelf, shelf};
use super::xml::{self, DAV, Element, ICAL, Name, element};
use super::{Refusal, Which, actions, data, reports};

/// What answers at all.
const ALLOW: HeaderValue =
    HeaderValue::from_static("OPTIONS, GET, HEAD, PUT, DELETE, PROPFIND, PROPPATCH, REPORT");

/// Bytes of a question, at most: some programs name all that they want at once.
const REPORT_MAX: usize = 2 << 20;

/// Properties of one question, at most: each of them is answered of every item.
const PROPS_MAX: usize = 100;

/// Asks a program for the password of its device.
const ASKS: HeaderValue = HeaderValue::from_static("Basic realm=\"Courtyard\", charset=\"UTF-8\"");

/// The routes of devices.
pub(crate) fn router(house: House) -> Router {
    Router::new()
        .route("/.well-known/caldav", any(begin))
        .route("/dav", any(begin))
        .route("/dav/", any(handle))
        .route("/dav/{*path}", any(handle))
        .with_state(house)
}

/// Where everything begins (RFC 6764, 5).
async fn begin() -> Response {
    (StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, props::ROOT)]).into_response()
}

async fn handle(State(house): State<House>, request: Request) -> Response {
    let mut response = match answered(&house, request).await {
        Ok(response) => response,
        Err(refusal) => refusal.into_response(),
    };
    let status = response.status();
    let headers = response.headers_mut();
    headers.insert(answer::CLASSES.0, answer::CLASSES.1);
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, ASKS);
    }
    if status == StatusCode::METHOD_NOT_ALLOWED {
        headers.insert(header::ALLOW, ALLOW);
    }
    response
}

/// Where an address leads.
enum At {
    Root,
    Principal,
    Home,
    List(Which),
    Item(Which, String),
}

/// An address without what marks its signs; nothing where that is no text.
fn plain(path: &str) -> Option<String> {
    let bytes = path.as_bytes();
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(byte) = bytes.get(at) {
        if *byte == b'%' {
            let hex = std::str::from_utf8(bytes.get(at + 1..at + 3)?).ok()?;
            out.push(u8::from_str_radix(hex, 16).ok()?);
            at += 3;
        } else {
            out.push(*byte);
            at += 1;
        }
    }
    String::from_utf8(out).ok()
}

/// The name that an address names within a list: a path, or a whole address of which the path counts.
pub(super) fn name_within(href: &str, list: &str) -> Option<String> {
    let href = href.trim();
    let path = match href.split_once("://") {
        Some((_, rest)) => &rest[rest.find('/')?..],
        None => href,
    };
    // Each side may have marked what the other left.
    let (path, list) = (plain(path)?, plain(list)?);
    name(path.strip_prefix(&list)?)
}

/// A name that an item can have.
fn name(text: &str) -> Option<String> {
    let is_name =
        !text.is_empty() && text.len() <= 255 && !text.chars().any(|sign| sign == '/' || sign.is_control());
    is_name.then(|| text.to_owned())
}

fn at(path: &str, person: PersonId) -> Option<At> {
    let rest = path.strip_prefix(props::ROOT)?;
    if rest.is_empty() {
        return Some(At::Root);
    }
    let (whose, rest) = rest.split_once('/').unwrap_or((rest, ""));
    // Of what is another's nothing is known here.
    if plain(whose)?.parse::<PersonId>().ok()? != person {
        return None;
    }
    if rest.is_empty() {
        return Some(At::Principal);
    }
    let (home, rest) = rest.split_once('/').unwrap_or((rest, ""));
    if home != "calendars" {
        return None;
    }
    if rest.is_empty() {
        return Some(At::Home);
    }
    let (list, rest) = rest.split_once('/').unwrap_or((rest, ""));
    let which = Which::from_word(list)?;
    if rest.is_empty() { Some(At::List(which)) } else { Some(At::Item(which, name(&plain(rest)?)?)) }
}

/// Who asks, and where his address leads.
async fn begun(house: &House, parts: &mut Parts) -> Result<(Person, At), Refusal> {
    let who = serving::caller(parts, house, serving::CALENDARS).await?;
    let at = at(parts.uri.path(), who.person).ok_or(Refusal::Status(StatusCode::NOT_FOUND))?;
    Ok((who, at))
}

async fn answered(house: &House, request: Request) -> Result<Response, Refusal> {
    let (mut parts, body) = request.into_parts();
    if parts.method == Method::OPTIONS {
        return Ok((StatusCode::OK, [(header::ALLOW, ALLOW)]).into_response());
    }
    let (who, at) = match begun(house, &mut parts).await {
        Ok(both) => both,
        Err(refusal) => {
            // Whoever is refused before his body was read would find his line closed when he comes with a password.
            text(body, ITEM_MAX).await.ok();
            return Err(refusal);
        }
    };
    let scene = Scene { person: who.person, lang: Reads::of(&parts.headers).0 };
    let is_report = parts.method.as_str() == "REPORT";
    let body = text(body, if is_report { REPORT_MAX } else { ITEM_MAX }).await?;
    let cx = Cx { house, who, scene, headers: &parts.headers };
    match parts.method.as_str() {
        "PROPFIND" => cx.find(at, &body).await,
        "PROPPATCH" => cx.patch(at, &body).await,
        "REPORT" => cx.report(at, &body).await,
        "GET" | "HEAD" => cx.get(at).await,
        "PUT" => cx.put(at, &body).await,
        "DELETE" => cx.delete(at).await,
        // A person has the two lists that he has.
        "MKCALENDAR" | "MKCOL" | "COPY" | "MOVE" => Err(Refusal::Status(StatusCode::FORBIDDEN)),
        _ => Err(Refusal::Status(StatusCode::METHOD_NOT_ALLOWED)),
    }
}

/// A body as text, within bounds.
async fn text(body: Body, most: usize) -> Result<String, Refusal> {
    let large = Refusal::Condition(StatusCode::PAYLOAD_TOO_LARGE, "C:max-resource-size");
    let bytes = to_bytes(body, most).await.map_err(|_| large)?;
    String::from_utf8(bytes.to_vec()).map_err(|_| Refusal::Status(StatusCode::BAD_REQUEST))
}

/// What is asked of each place: some properties, all, or their names.
///
/// # Errors
/// That they are too many.
pub(super) fn wanted(body: &Element) -> Result<Wanted, Refusal> {
    let names = |element: &Element| {
        if element.inner.len() > PROPS_MAX {
            return Err(data::TOO_MUCH);
        }
        Ok(element.inner.iter().map(|one| one.name.clone()).collect::<Vec<_>>())
    };
    if let Some(prop) = body.find(DAV, "prop") {
        return Ok(Wanted::These(names(prop)?));
    }
    if body.find(DAV, "propname").is_some() {
        return Ok(Wanted::Names);
    }
    Ok(Wanted::All(body.find(DAV, "include").map(names).transpose()?.unwrap_or_default()))
}

fn read(body: &str) -> Result<Element, Refusal> {
    xml::read(body).ok_or(Refusal::Status(StatusCode::BAD_REQUEST))
}

/// One request of a device.
struct Cx<'a> {
    house: &'a House,
    who: Person,
    scene: Scene,
    headers: &'a HeaderMap,
}

impl Cx<'_> {
    fn says(&self, name: header::HeaderName) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim)
    }

    async fn shelf(&self, which: Which) -> Result<Shelf, Refusal> {
        shelf(self.house, self.who, which).await
    }

    /// A list, with what a device calls it where that is asked for.
    async fn called(&self, which: Which, is_named: bool) -> Result<(Shelf, Option<String>), Refusal> {
        let shelf = self.shelf(which).await?;
        let called = if is_named { shelf::called(self.house, self.who, &shelf).await? } else { None };
        Ok((shelf, called))
    }

    fn there<'a>(&self, shelf: &'a Shelf, name: &str) -> Result<&'a Item, Refusal> {
        shelf.find(self.house, name).ok_or(Refusal::Status(StatusCode::NOT_FOUND))
    }

    async fn find(&self, at: At, body: &str) -> Result<Response, Refusal> {
        let wanted = if body.trim().is_empty() {
            Wanted::All(Vec::new())
        } else {
            let body = read(body)?;
            if !body.name.is(DAV, "propfind") {
                return Err(Refusal::Status(StatusCode::BAD_REQUEST));
            }
            wanted(&body)?
        };
        let is_deep = match self.says(header::HeaderName::from_static("depth")) {
            Some("0") => false,
            Some("1") => true,
            _ => return Err(Refusal::Condition(StatusCode::FORBIDDEN, "D:propfind-finite-depth")),
        };
        let mut left = data::Left::default();
        let mut tell = |place: Place<'_>| left.told(place.answer(&self.scene, &wanted));
        let is_named = wanted.asks(DAV, "displayname");
        let mut answers = Vec::new();
        match at {
            At::Root => {
                answers.push(tell(Place::Root)?);
                if is_deep {
                    answers.push(tell(Place::Principal)?);
                }
            }
            At::Principal => {
                answers.push(tell(Place::Principal)?);
                if is_deep {
                    answers.push(tell(Place::Home)?);
                }
            }
            At::Home => {
                answers.push(tell(Place::Home)?);
                if is_deep {
                    for which in Which::ALL {
                        let (shelf, called) = self.called(which, is_named).await?;
                        answers.push(tell(Place::List(&shelf, called.as_deref()))?);
                    }
                }
            }
            At::List(which) => {
                let (shelf, called) = self.called(which, is_named).await?;
                answers.push(tell(Place::List(&shelf, called.as_deref()))?);
                if is_deep {
                    let all: Vec<_> = shelf.items.iter().map(|item| &item.called).collect();
                    let names = shelf::names(self.house, self.who, &all).await?;
                    for (item, name) in shelf.items.iter().zip(&names) {
                        answers.push(tell(Place::Item(which, item, name))?);
                    }
                }
            }
            At::Item(which, name) => {
                let shelf = self.shelf(which).await?;
                answers.push(tell(Place::Item(which, self.there(&shelf, &name)?, &name))?);
            }
        }
        Ok(answer::many(&answers, ""))
    }

    async fn report(&self, at: At, body: &str) -> Result<Response, Refusal> {
        let body = read(body)?;
        let At::List(which) = at else {
            return Err(Refusal::Condition(StatusCode::FORBIDDEN, "D:supported-report"));
        };
        let shelf = self.shelf(which).await?;
        reports::report(self.house, self.who, (&self.scene, &shelf), &body).await
    }

    async fn get(&self, at: At) -> Result<Response, Refusal> {
        let At::Item(which, name) = at else { return Err(Refusal::Status(StatusCode::METHOD_NOT_ALLOWED)) };
        let shelf = self.shelf(which).await?;
        let item = self.there(&shelf, &name)?;
        if self.says(header::IF_NONE_MATCH).is_some_and(|tags| names(tags, &item.tag())) {
            return Err(Refusal::Status(StatusCode::NOT_MODIFIED));
        }
        let said = data::said(self.house, self.who, &[item]).await?;
        let said = said.first().ok_or(Refusal::Status(StatusCode::NOT_FOUND))?;
        let file = said.file(item, &data::Wish::default(), &mut data::Left::default())?;
        let kind = format!("text/calendar; charset=utf-8; component={}", which.component());
        Ok(([(header::ETAG, item.tag()), (header::CONTENT_TYPE, kind)], file).into_response())
    }

    async fn put(&self, at: At, body: &str) -> Result<Response, Refusal> {
        let At::Item(which, name) = at else { return Err(Refusal::Status(StatusCode::METHOD_NOT_ALLOWED)) };
        let kind = self.says(header::CONTENT_TYPE).unwrap_or("text/calendar").to_ascii_lowercase();
        if !kind.starts_with("text/calendar") {
            return Err(Refusal::Condition(StatusCode::FORBIDDEN, "C:supported-calendar-data"));
        }
        let shelf = self.shelf(which).await?;
        let known = shelf.find(self.house, &name);
        self.conditions(known)?;
        // What wants a verified name on the page wants it from a device. Of what another made it is asked where it is known what is done.
        let operation = match (which, known.map(|item| item.is_of(self.who.person))) {
            (Which::Events, None) => Some("event.add"),
            (Which::Events, Some(true)) => Some("event.change"),
            (Which::Tasks, None) => Some("task.add"),
            (Which::Tasks, Some(true)) => Some("task.change"),
            (_, Some(false)) => None,
        };
        if let Some(operation) = operation {
            yard::realname::ask(self.house, operation, self.who).await?;
        }
        let is_new = actions::put(self.house, self.who, (&shelf, &name), body).await?;
        // It is kept in the house's own words: whoever wants its tag asks for it.
        Ok(if is_new { StatusCode::CREATED } else { StatusCode::NO_CONTENT }.into_response())
    }

    async fn delete(&self, at: At) -> Result<Response, Refusal> {
        let At::Item(which, name) = at else { return Err(Refusal::Status(StatusCode::FORBIDDEN)) };
        let shelf = self.shelf(which).await?;
        let item = self.there(&shelf, &name)?;
        self.conditions(Some(item))?;
        let operation = match (which, item.is_of(self.who.person)) {
            (Which::Events, true) => "event.remove",
            // Whoever is invited declines.
            (Which::Events, false) => "event.answer",
            (Which::Tasks, _) => "task.remove",
        };
        yard::realname::ask(self.house, operation, self.who).await?;
        actions::remove(self.house, self.who, item).await?;
        Ok(StatusCode::NO_CONTENT.into_response())
    }

    /// Whether what is there is what the device saw last (RFC 9110, 13).
    fn conditions(&self, item: Option<&Item>) -> Result<(), Refusal> {
        let tag = item.map(Item::tag);
        let is = |tags: &str| tag.as_ref().is_some_and(|tag| names(tags, tag));
        let wrong = self.says(header::IF_MATCH).is_some_and(|tags| !is(tags))
            || self.says(header::IF_NONE_MATCH).is_some_and(is);
        if wrong { Err(Refusal::Status(StatusCode::PRECONDITION_FAILED)) } else { Ok(()) }
    }

    /// Changes how a list is called and shown; all of what is asked, or nothing of it.
    async fn patch(&self, at: At, body: &str) -> Result<Response, Refusal> {
        let body = read(body)?;
        let (list, href) = match at {
            At::List(which) => (Some(which), props::list(self.who.person, which)),
            At::Item(which, name) => (None, props::item(self.who.person, which, &name)),
            At::Root => (None, props::ROOT.to_owned()),
            At::Principal => (None, props::principal(self.who.person)),
            At::Home => (None, props::home(self.who.person)),
        };
        let mut answer = Answer { href, found: Vec::new(), missing: Vec::new(), status: None };
        let (mut name, mut colour, mut fits) = (None, None, Vec::new());
        for act in body.inner.iter().filter(|act| act.name.is(DAV, "set") || act.name.is(DAV, "remove")) {
            for one in act.find(DAV, "prop").map(|prop| &prop.inner[..]).unwrap_or_default() {
                let (value, is_set) = (one.text.trim(), act.name.local == "set");
                if list.is_some() && one.name.is(DAV, "displayname") && actions::is_name(value) {
                    name = Some(if is_set { value } else { "" });
                    fits.push(one.name.clone());
                } else if list.is_some()
                    && one.name.is(ICAL, "calendar-color")
                    && is_set
                    && actions::is_colour(value)
                {
                    colour = Some(value);
                    fits.push(one.name.clone());
                } else {
                    answer.missing.push((StatusCode::FORBIDDEN, one.name.clone()));
                }
            }
        }
        if !answer.missing.is_empty() {
            answer.missing.extend(fits.into_iter().map(|name| (StatusCode::FAILED_DEPENDENCY, name)));
        } else if let Some(which) = list {
            actions::dress(self.house, self.who, which, (name, colour)).await?;
            answer.found = fits.iter().map(|name: &Name| element(name, "")).collect();
        }
        Ok(answer::many(&[answer], ""))
    }
}

/// Whether a list of entity tags names this one.
fn names(tags: &str, tag: &str) -> bool {
    tags == "*" || tags.split(',').any(|one| one.trim().trim_start_matches("W/") == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_to_what_is_ones_own_and_nowhere_else() {
        let (own, other) = (PersonId::from_bytes([1; 16]), PersonId::from_bytes([2; 16]));
        assert!(matches!(at("/dav/", own), Some(At::Root)));
        assert!(matches!(at(&props::principal(own), own), Some(At::Principal)));
        assert!(matches!(at(&props::home(own), own), Some(At::Home)));
        assert!(matches!(at(&props::list(own, Which::Tasks), own), Some(At::List(Which::Tasks))));
        let odd = props::item(own, Which::Events, "a b/文%.ics");
        assert!(odd.ends_with("/events/a%20b%2F%E6%96%87%25.ics"), "{odd}");
        assert!(at(&odd, own).is_none(), "a name has no slash");
        let odd = props::item(own, Which::Events, "a b文%.ics");
        assert!(matches!(at(&odd, own), Some(At::Item(Which::Events, name)) if name == "a b文%.ics"));
        for no in [props::principal(other), props::home(other), "/dav/x/".into(), props::home(own) + "other/"]
        {
            assert!(at(&no, own).is_none(), "{no}");
        }
        let list = props::list(own, Which::Events);
        assert_eq!(
            name_within(&format!("https://house.example{list}a%20b.ics"), &list).as_deref(),
            Some("a b.ics")
        );
        assert_eq!(name_within(&props::list(own, Which::Tasks), &list), None);
    }

    #[test]
    fn tags_are_compared_one_by_one() {
        assert!(names("*", "\"a\"") && names("\"b\", W/\"a\"", "\"a\"") && !names("\"b\"", "\"a\""));
    }
}
