//! What cameras say. Three forms: Hikvision's `EventNotificationAlert` (ISAPI: XML, alone or beside pictures in a multipart
//! body), Dahua's events (JSON: `Events` with a `TrafficCar`, or the `Picture` of its ITSAPI), and a plain
//! `{"plate": …, "direction": …, "confidence": …, "at": …}` for whatever else reads plates. A picture alone (JPEG) is one, too; all others are passed over here.

use ground::Timestamp;
use serde_json::Value;
use std::time::Duration;

use super::rules::{Direction, Reading};
use super::{frames, xml};
use crate::vehicle::Plate;

/// Events of one body that are looked at; the first that names a plate counts.
const EVENTS_MAX: usize = 16;

/// How cameras call what they could not send when it was.
const AGAIN: [&str; 3] = ["isDataRetransmission", "dataRetransmission", "OfflineUpload"];

/// What came.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// A vehicle.
    Vehicle(Reading),
    /// A beat of the camera, or another event of it: nothing of a vehicle, but when it was, and whether that was before.
    Other(Reading),
    /// A picture and nothing else.
    Picture,
}

/// Reads a body; nothing where it is none of a camera.
pub(super) fn read(body: &[u8]) -> Option<Said> {
    if frames::is_picture(body) {
        return Some(Said::Picture);
    }
    if let Some(document) = xml::document(body, "EventNotificationAlert") {
        return Some(hikvision(&document));
    }
    let Ok(value) = serde_json::from_slice::<Value>(body) else {
        return beside_pictures(body);
    };
    value.is_object().then_some(())?;
    event(&value)
}

/// A multipart body without XML: what its part in JSON says, or pictures and nothing else. What says nothing of a vehicle may say that
/// it was before.
fn beside_pictures(body: &[u8]) -> Option<Said> {
    if frames::frames(body).is_empty() {
        return None;
    }
    let Some(value) = frames::json(body) else { return Some(Said::Picture) };
    Some(event(&value).unwrap_or_else(|| Said::Other(other(&value))))
}

/// What is said in JSON; nothing where it is none of a camera.
fn event(value: &Value) -> Option<Said> {
    if let Some(events) = value["Events"].as_array() {
        let mut cars = events.iter().take(EVENTS_MAX).filter_map(dahua_event);
        return Some(cars.next().map_or_else(|| Said::Other(other(value)), Said::Vehicle));
    }
    if value["Picture"].is_object() {
        return Some(Said::Vehicle(dahua_picture(&value["Picture"])));
    }
    value.get("plate").map(|plate| Said::Vehicle(plain(plate, value)))
}

fn hikvision(document: &str) -> Said {
    // A camera keeps what it could not send and says it later: that opens nothing any more.
    let again = |name: &str| xml::value(document, name).is_some_and(|word| word == "true");
    let is_late = AGAIN.into_iter().any(again);
    let Some(anpr) = xml::inside(document, "ANPR") else {
        let at = xml::value(document, "dateTime").as_deref().and_then(instant);
        return Said::Other(Reading { at, is_late, ..Reading::empty() });
    };
    let word = |name: &str| xml::value(anpr, name);
    let confidence = word("confidenceLevel").and_then(|text| text.parse::<i64>().ok());
    Said::Vehicle(Reading {
        plate: word("licensePlate").as_deref().and_then(Plate::read),
        confidence,
        direction: word("direction").as_deref().and_then(way),
        at: None,
        is_late,
    })
}

/// One of `Events`: the plate stands in `TrafficCar`, and how sure the camera is in `Object`.
fn dahua_event(event: &Value) -> Option<Reading> {
    // Some firmware lays `Data` in between.
    let data = if event["Data"].is_object() { &event["Data"] } else { event };
    let car = &data["TrafficCar"];
    car.is_object().then(|| Reading {
        plate: text(&car["PlateNumber"]).or_else(|| text(&data["Object"]["Text"])).and_then(Plate::read),
        confidence: number(&data["Object"]["Confidence"]).or_else(|| number(&car["Confidence"])),
        direction: text(&car["DrivingDirection"][0])
            .or_else(|| text(&data["JunctionDirection"]))
            .and_then(way),
        at: None,
        is_late: false,
    })
}

fn dahua_picture(picture: &Value) -> Reading {
    let (plate, snap) = (&picture["Plate"], &picture["SnapInfo"]);
    Reading {
        plate: text(&plate["PlateNumber"]).and_then(Plate::read),
        confidence: number(&plate["Confidence"]),
        direction: text(&snap["Direction"]).and_then(way),
        at: None,
        is_late: snap["OfflineUpload"].as_bool() == Some(true),
    }
}

fn plain(plate: &Value, value: &Value) -> Reading {
    Reading {
        plate: text(plate).and_then(Plate::read),
        confidence: number(&value["confidence"]),
        direction: text(&value["direction"]).and_then(way),
        at: text(&value["at"]).and_then(Timestamp::read),
        is_late: false,
    }
}

/// Another event in JSON: when it was, and whether it is told late. No camera took it for a vehicle, so that its clock counts, too:
/// a picture that says that it is old opens nothing.
fn other(value: &Value) -> Reading {
    let is_late = |of: &Value| AGAIN.into_iter().any(|name| of[name] == true || of[name] == "true");
    let at = ["dateTime", "at"].into_iter().find_map(|name| text(&value[name]));
    let mut all = value["Events"].as_array().into_iter().flatten().take(EVENTS_MAX).chain([value]);
    Reading { at: at.and_then(instant), is_late: all.any(is_late), ..Reading::empty() }
}

/// An instant as cameras write it: in UTC, or with how far their clock is from it.
fn instant(text: &str) -> Option<Timestamp> {
    if text.ends_with('Z') {
        return Timestamp::read(text);
    }
    let (local, offset) = text.split_at_checked(text.len().checked_sub("+08:00".len())?)?;
    let (hours, minutes) = offset.get(1..)?.split_once(':')?;
    let (hours, minutes): (u64, u64) = (hours.parse().ok()?, minutes.parse().ok()?);
    let span = Duration::from_secs(hours * 3_600 + minutes * 60);
    let local = Timestamp::read(&format!("{local}Z"))?;
    match offset.as_bytes().first()? {
        b'+' => Some(local.minus(span)),
        b'-' => Some(local.plus(span)),
        _ => None,
    }
}

/// Which way, in the words of cameras: towards them is in.
fn way(word: &str) -> Option<Direction> {
    match word.to_ascii_lowercase().as_str() {
        "in" | "forward" | "approach" | "obverse" => Some(Direction::In),
        "out" | "reverse" | "leave" | "backward" => Some(Direction::Out),
        _ => None,
    }
}

fn text(value: &Value) -> Option<&str> {
    value.as_str()
}

/// A number, also where it stands in quotes.
fn number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use fuzz::{Change, Fuzz};

    const HIKVISION: &str = include_str!("bodies/hikvision.xml");
    const EVENTS: &str = include_str!("bodies/dahua-events.json");
    const PICTURE: &str = include_str!("bodies/dahua-picture.json");

    fn vehicle(body: &[u8]) -> (Option<String>, Option<i64>, Option<Direction>, bool) {
        match read(body) {
            Some(Said::Vehicle(seen)) => (
                seen.plate.map(|plate| plate.as_str().to_owned()),
                seen.confidence,
                seen.direction,
                seen.is_late,
            ),
            _ => panic!("it is a vehicle"),
        }
    }

    #[test]
    fn every_camera_is_understood_and_its_pictures_are_passed_over() {
        let plate = Some("京A12345".to_owned());
        let mut parts =
            b"--boundary\r\nContent-Disposition: form-data; name=\"anpr.xml\"; filename=\"anpr.xml\"\r\n\
            Content-Type: text/xml\r\n\r\n"
                .to_vec();
        parts.extend(HIKVISION.as_bytes());
        parts.extend(b"\r\n--boundary\r\nContent-Type: image/jpeg\r\n\r\n\xff\xd8\xff<ANPR>\xff\xd9\r\n--boundary--\r\n");
        assert_eq!(vehicle(&parts), (plate.clone(), Some(97), Some(Direction::In), false));
        assert_eq!(vehicle(HIKVISION.as_bytes()), (plate.clone(), Some(97), Some(Direction::In), false));
        assert_eq!(vehicle(EVENTS.as_bytes()), (plate.clone(), Some(92), Some(Direction::Out), false));
        assert_eq!(vehicle(PICTURE.as_bytes()), (plate.clone(), Some(88), Some(Direction::In), false));
        let plain = r#"{"plate":"京a 12345","direction":"out","confidence":"71"}"#;
        assert_eq!(vehicle(plain.as_bytes()), (plate, Some(71), Some(Direction::Out), false));
        let late = HIKVISION.replace("<ANPR>", "<isDataRetransmission>true</isDataRetransmission><ANPR>");
        assert!(vehicle(late.as_bytes()).3);
        assert_eq!(vehicle(HIKVISION.replace("京A12345", "unknown").as_bytes()).0, None);
    }

    #[test]
    fn what_is_no_vehicle_is_no_vehicle() {
        let beat = "<EventNotificationAlert><eventType>videoloss</eventType></EventNotificationAlert>";
        for other in [beat, r#"{"Events":[]}"#, r#"{"Events":[{"Code":"VideoMotion"}]}"#] {
            assert!(read(other.as_bytes()) == Some(Said::Other(Reading::empty())), "{other}");
        }
        for nothing in ["", "{}", "[]", "7", "<EventNotificationAlert>", "plate=京A12345"] {
            assert!(read(nothing.as_bytes()).is_none(), "{nothing}");
        }
    }

    #[test]
    fn what_is_told_of_a_picture_says_when_it_was() {
        let at = Timestamp::read("2026-11-29T00:00:00Z");
        assert!(at.is_some());
        assert_eq!(instant("2026-11-28T18:30:00-05:30"), at);
        let multipart = |part: &str| {
            let mut body =
                format!("--b\r\nContent-Type: application/json\r\n\r\n{part}\r\n--b\r\n\r\n").into_bytes();
            body.extend(b"\xff\xd8\xff\xe0\xff\xd9\r\n--b--\r\n");
            body
        };
        let moved = "<EventNotificationAlert><dateTime>2026-11-29T08:00:00+08:00</dateTime>\
                     <isDataRetransmission>true</isDataRetransmission></EventNotificationAlert>";
        for (body, at, is_late) in [
            (moved.as_bytes().to_vec(), at, true),
            (moved.replace("true", "false").into_bytes(), at, false),
            (br#"{"Events":[{"Code":"VideoMotion","OfflineUpload":true}]}"#.to_vec(), None, true),
            (multipart(r#"{"dateTime":"2026-11-29T08:00:00+08:00","isDataRetransmission":true}"#), at, true),
            (multipart(r#"{"Events":[{"Code":"VideoMotion"}]}"#), None, false),
            (multipart("{}"), None, false),
        ] {
            let Some(Said::Other(seen)) = read(&body) else { panic!("{}", String::from_utf8_lossy(&body)) };
            assert_eq!((seen.at, seen.is_late), (at, is_late), "{}", String::from_utf8_lossy(&body));
        }
        assert!(read(&multipart("no words")) == Some(Said::Picture));
        assert_eq!(vehicle(&multipart(PICTURE)).0, Some("京A12345".to_owned()));
    }

    #[test]
    fn fuzz_camera() {
        for (name, change, seeds) in [
            ("camera-xml", Change::Text, vec![HIKVISION]),
            (
                "camera-json",
                Change::Json,
                vec![EVENTS, PICTURE, r#"{"plate":"京A12345","at":"2026-11-29T00:00:00Z"}"#],
            ),
        ] {
            Fuzz::new(env!("CARGO_MANIFEST_DIR"), name, change)
                .seeds(seeds)
                .words(&["<ANPR>", "</ANPR>", "licensePlate", "PlateNumber", "TrafficCar"])
                .run(|input| match read(input) {
                    Some(Said::Vehicle(seen)) => {
                        (2, seen.plate.is_some(), seen.confidence.is_some(), seen.direction.is_some())
                    }
                    Some(Said::Other(seen)) => (1, seen.is_late, seen.at.is_some(), false),
                    Some(Said::Picture) => (3, false, false, false),
                    None => (0, false, false, false),
                });
        }
    }
}
