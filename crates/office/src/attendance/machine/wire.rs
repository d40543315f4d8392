//! The wire of machines that speak ZKTeco's PUSH protocol: `iclock/cdata` and its neighbours, below a secret address, or, for those that
//! can have none, at the root.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts, Path, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use ground::{Problem, Timestamp};
use std::collections::HashMap;
use yard::House;
use yard::wire::Address;

use super::super::zone::Zone;
use super::adms::{self, Clocked};
use super::taking::{self, LINES_MAX, Line};
use super::{Machine, MachineKind, Refusal, entering};

/// Bytes of a log of attendance in one body, and of what is never read.
const LOG_MAX: usize = 256 << 10;
const UNREAD_MAX: usize = 8 << 20;
/// Words of an address.
const WORDS_MAX: usize = 30;
/// Up to how many seconds a line that comes at once may be off to say how far the machine's clock is.
const NEAR_S: i64 = 900;

/// What stands beside the house's own interface.
pub(crate) fn router(house: House) -> Router {
    Router::new()
        .route("/iclock/{what}", any(open))
        .route("/clocks/{secret}/iclock/{what}", any(secret))
        .with_state(house)
}

/// The path below which a machine with a secret address finds the house.
pub(super) fn path(token: &str) -> String {
    format!("/clocks/{token}")
}

async fn open(State(house): State<House>, Path(what): Path<String>, request: Request) -> Response {
    answer(&house, (None, &what), request).await
}

async fn secret(
    State(house): State<House>,
    Path((secret, what)): Path<(String, String)>,
    request: Request,
) -> Response {
    answer(&house, (Some(&secret), &what), request).await
}

/// Answers in plain text, with the house's clock in the head: machines set their own by it.
async fn answer(house: &House, at: (Option<&str>, &str), request: Request) -> Response {
    let mut response = match answered(house, at, request).await {
        Ok(text) => (StatusCode::OK, [(header::CONTENT_TYPE, "text/plain")], text).into_response(),
        Err(refusal) => {
            let problem = Problem::from(refusal).into_response();
            let after = problem.headers().get(header::RETRY_AFTER).cloned();
            let mut response = problem.status().into_response();
            if let Some(after) = after {
                response.headers_mut().insert(header::RETRY_AFTER, after);
            }
            response
        }
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(date) = date(house.clock.now()) {
        response.headers_mut().insert(header::DATE, date);
    }
    response
}

/// An instant as heads have it (RFC 9110, 5.6.7).
fn date(now: Timestamp) -> Option<HeaderValue> {
    let now = jiff::Timestamp::from_microsecond(now.micros()).ok()?;
    HeaderValue::from_str(&now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()).ok()
}

/// Which machine comes.
async fn comes(
    house: &House,
    (secret, serial): (Option<&str>, &str),
    Address(from): Address,
) -> Result<Machine, Refusal> {
    match secret {
        None => entering::by_serial(house, from, serial).await,
        Some(token) => {
            let machine = entering::by_token(house, from, (token, MachineKind::Zkteco)).await?;
            // Another machine with the same address is another one.
            if machine.serial.as_deref() == Some(serial) { Ok(machine) } else { Err(Refusal::Token) }
        }
    }
}

async fn answered(
    house: &House,
    (secret, what): (Option<&str>, &str),
    request: Request,
) -> Result<String, Refusal> {
    let (mut parts, body) = request.into_parts();
    let Ok(address) = Address::from_request_parts(&mut parts, house).await;
    let words = words(parts.uri.query().unwrap_or_default());
    let word = |name: &str| words.get(name).map(String::as_str).unwrap_or_default();
    let machine = match comes(house, (secret, word("sn")), address).await {
        Ok(machine) => machine,
        Err(refusal) => {
            unread(body).await;
            return Err(refusal);
        }
    };
    let ok = || Ok("OK\n".to_owned());
    // Some machines name a page of the program for which they were made first.
    match (parts.method, what.strip_suffix(".aspx").unwrap_or(what)) {
        (Method::GET, "cdata") => {
            entering::touched(house, &machine).await?;
            options(house, &machine, words.contains_key("pushver"))
        }
        (Method::POST, "cdata") if word("table").eq_ignore_ascii_case("ATTLOG") => {
            entering::counted(house, &machine).await?;
            log(house, &machine, body).await
        }
        // Acts, people, fingers, faces, photos and settings: dropped as they came. It is told that they arrived, so that it does not
        // bring them for ever.
        (Method::POST, "cdata" | "devicecmd") | (Method::GET, "getrequest") | (_, "ping") => {
            unread(body).await;
            entering::touched(house, &machine).await?;
            ok()
        }
        _ => Err(super::refusal::unknown()),
    }
}

/// The words of an address; their names in small letters.
fn words(query: &str) -> HashMap<String, String> {
    let pairs = url::form_urlencoded::parse(query.as_bytes()).take(WORDS_MAX);
    pairs.map(|(name, value)| (name.to_ascii_lowercase(), value.into_owned())).collect()
}

/// Lets a body go by. Nothing looks at what is in it.
async fn unread(body: Body) {
    drop(to_bytes(body, UNREAD_MAX).await);
}

/// What a machine is told when it begins.
fn options(house: &House, machine: &Machine, is_named: bool) -> Result<String, Refusal> {
    let zone = Zone::named(&machine.zone).ok_or(super::super::Refusal::Zone)?;
    let serial = machine.serial.as_deref().unwrap_or_default();
    Ok(adms::options(serial, (zone.east_min(house.clock.now()), is_named)))
}

/// Takes a log of attendance. It is told that each line arrived, also one that was refused for want of authorisation or for what it says:
/// it would bring it for ever, and nothing would be learnt from that.
async fn log(house: &House, machine: &Machine, body: Body) -> Result<String, Refusal> {
    let body = to_bytes(body, LOG_MAX).await.map_err(|_| Refusal::Many)?;
    let zone = Zone::named(&machine.zone).ok_or(super::super::Refusal::Zone)?;
    let read = adms::lines(&body);
    let many = read.len();
    let line = |one: &Clocked| {
        let at = zone.local(one.local)?;
        Some(Line { number: one.number.clone(), at, direction: one.direction, mark: one.mark() })
    };
    let lines: Vec<Line> = read.iter().flatten().filter_map(line).collect();
    let skew = skew(&lines, house.clock.now());
    let mut bad = many - lines.len();
    let mut rest = lines.as_slice();
    loop {
        let (some, more) = rest.split_at(rest.len().min(LINES_MAX));
        taking::take(house, machine, some, (bad, skew)).await?;
        (rest, bad) = (more, 0);
        if rest.is_empty() {
            return Ok(format!("OK: {many}\n"));
        }
    }
}

/// By how many seconds its clock is ahead. A machine tells no time of its own but that of its lines; one line that comes by itself comes
/// at once, as it is asked to.
fn skew(lines: &[Line], now: Timestamp) -> Option<i64> {
    let [line] = lines else { return None };
    let ahead = line.at.seconds().saturating_sub(now.seconds());
    (ahead > 0 || ahead.abs() <= NEAR_S).then_some(ahead)
}
