//! A geocoder: a small real server on loopback that holds every question against Nominatim's document on reverse geocoding, knows one
//! place, and can be slow to be found or say nonsense. It shares no line with the crate that asks.

use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::task::JoinHandle;

use crate::provider::{locked, serve};

/// The server. Dropped, it is gone.
pub struct Geocoder {
    at: SocketAddr,
    desk: Arc<Desk>,
    serving: JoinHandle<()>,
}

struct Desk {
    known: BTreeMap<(String, String), String>,
    asked: Mutex<Vec<String>>,
    says: Mutex<Option<(u16, String)>>,
}

impl Geocoder {
    /// A server that knows these places: latitude and longitude in words, with their addresses.
    pub async fn start(known: &[(&str, &str, &str)]) -> Self {
        let place = |(lat, lon, address): &(&str, &str, &str)| {
            (((*lat).to_owned(), (*lon).to_owned()), (*address).to_owned())
        };
        let desk = Arc::new(Desk {
            known: known.iter().map(place).collect(),
            asked: Mutex::default(),
            says: Mutex::default(),
        });
        let (at, serving) = serve(axum::Router::new().fallback(ask).with_state(Arc::clone(&desk))).await;
        Self { at, desk, serving }
    }

    /// The settings of a house that asks it.
    pub fn settings(&self, config: &mut ground::config::Config) {
        let set = &mut config.connectors;
        set.geocoder = Some(format!("http://{}/maps/", self.at));
        set.geocoder_agreement = Some("2026-11-20".to_owned());
        set.geocoder_terms = Some("https://house.example/maps".to_owned());
    }

    /// Each question that was asked as documented: its whole path and query, and what of its headers says anything.
    pub fn asked(&self) -> Vec<String> {
        locked(&self.desk.asked).clone()
    }

    /// Answers every question with this status and body from now on; `None` looks at its places again.
    pub fn says(&self, answer: Option<(u16, &str)>) {
        *locked(&self.desk.says) = answer.map(|(status, body)| (status, body.to_owned()));
    }
}

impl Drop for Geocoder {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn ask(
    State(desk): State<Arc<Desk>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> (StatusCode, String) {
    let (status, answer) = desk.answer(&method, &uri, &headers);
    (StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), answer)
}

impl Desk {
    fn answer(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> (u16, String) {
        let refused = |why: &str| (400, json!({ "error": { "code": 400, "message": why } }).to_string());
        let query: BTreeMap<&str, &str> =
            uri.query().unwrap_or_default().split('&').filter_map(|part| part.split_once('=')).collect();
        let of = |name: &str| query.get(name).copied().unwrap_or_default();
        if method != Method::GET || uri.path() != "/maps/reverse" {
            return refused("not the reverse search");
        }
        let degrees = |name: &str, most: f64| {
            let word = of(name);
            let decimals = word.split_once('.').map_or(0, |(_, after)| after.len());
            word.parse::<f64>().is_ok_and(|degree| degree.abs() <= most) && decimals <= 4
        };
        if !degrees("lat", 90.0) || !degrees("lon", 180.0) {
            return refused("no coordinates, or more exact than ten metres");
        }
        let names: Vec<&str> = query.keys().copied().collect();
        let wanted = ["accept-language", "addressdetails", "format", "lat", "lon", "zoom"];
        if names != wanted
            || of("format") != "jsonv2"
            || of("zoom").parse::<u8>().map_or(true, |zoom| zoom > 18)
        {
            return refused("an unknown parameter");
        }
        // A geocoder is told by which program it is asked, and of whom nothing.
        if !headers.contains_key("user-agent")
            || ["referer", "cookie", "authorization"].iter().any(|name| headers.contains_key(*name))
        {
            return refused("headers");
        }
        locked(&self.asked).push(uri.to_string());
        if let Some(said) = locked(&self.says).clone() {
            return said;
        }
        let known = self.known.get(&(of("lat").to_owned(), of("lon").to_owned()));
        let answer: Value = match known {
            Some(address) => json!({
                "place_id": 134_140_761, "licence": "ODbL", "osm_type": "way", "lat": of("lat"), "lon": of("lon"),
                "category": "building", "type": "yes", "display_name": address,
            }),
            None => json!({ "error": "Unable to geocode" }),
        };
        (200, answer.to_string())
    }
}
