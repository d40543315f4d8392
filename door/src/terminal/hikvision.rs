//! A terminal of Hikvision, by ISAPI: `AccessControl/UserInfo`, `CardInfo`, `AcsEvent` and `Intelligent/FDLib`, as its developer's
//! guide for person-based access control says.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use pass::{By, LibraryKey, Moment, Window, Zone};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::time::sleep;

use super::device::{
    Body, EVENTS_MAX, Event, Found, New, PEOPLE_MAX, Shown, Taken, Talk, element, number, read, text,
    unsound, window, written,
};
use crate::relay::Stuck;

/// People of one page: no terminal gives more at once.
const PAGE: usize = 30;
/// Removing is asked after so often, and so many times at most.
const AGAIN: Duration = Duration::from_millis(250);
const TIMES: u32 = 80;
/// The library of faces that opens doors.
const LIBRARY: (&str, &str) = ("blackFD", "1");
/// Between the parts of a photo and what is said of it: no JPEG ends so, and the bytes are looked through for it.
const BOUNDARY: &str = "courtyard-door-7f3a91c5e2d84b60";

/// Words by which it says that a photo is of no use to it, or that the digits are somebody's. Any other says nothing of him.
const OF_NO_USE: [&str; 9] = [
    "SubpicAnalysisModelingError",
    "PicAnalysisNoTargetError",
    "PicFeaturePoints",
    "faceModelingError",
    "faceQualityLow",
    "picFormatError",
    "picResolutionInvalidError",
    "passwordAlreadyExist",
    "duplicatePassword",
];
/// Words by which it says that somebody is not there.
const NOT_THERE: [&str; 2] = ["employeeNoNotExist", "deviceUserNotExist"];

/// A terminal of Hikvision.
pub struct Hikvision(pub(super) Talk);

/// A page of a search.
struct Page {
    rows: Vec<Value>,
    /// How many there are on all pages, where it says so.
    total: Option<u64>,
    has_more: bool,
}

impl Hikvision {
    pub(super) async fn serial(&self) -> Result<String, Stuck> {
        let said = self.0.ask(Method::GET, "/ISAPI/System/deviceInfo", Body::Nothing).await?;
        element(&String::from_utf8_lossy(&said), "serialNumber")
            .ok_or_else(|| unsound("no number of its own"))
    }

    pub(super) async fn set_clock(&self, zone: &Zone, now: Moment) -> Result<(), Stuck> {
        let (wall, offset) = zone.wall(now).ok_or_else(|| unsound("a time"))?;
        // POSIX writes how far a zone is from UTC the other way round.
        let (sign, hours) = offset.split_at_checked(1).ok_or_else(|| unsound("a zone"))?;
        let turned = if sign == "-" { "+" } else { "-" };
        let body = format!(
            "<Time><timeMode>manual</timeMode><localTime>{wall}{offset}</localTime>\
             <timeZone>CST{turned}{hours}:00</timeZone></Time>"
        );
        let answer = self.0.ask(Method::PUT, "/ISAPI/System/time", Body::Xml(body)).await?;
        if String::from_utf8_lossy(&answer).contains("<statusCode>1</statusCode>") {
            return Ok(());
        }
        Err(Stuck("the terminal does not set its clock".to_owned()))
    }

    pub(super) async fn people(&self, zone: &Zone) -> Result<Vec<Found>, Stuck> {
        let mut all: BTreeMap<String, Found> = BTreeMap::new();
        let path = "/ISAPI/AccessControl/UserInfo/Search?format=json";
        for row in self.all(path, ("UserInfoSearch", "UserInfo"), json!({})).await? {
            let Some(number) = text(&row["employeeNo"]) else {
                return Err(unsound("somebody without a number"));
            };
            let window = window(zone, &row["Valid"]["beginTime"], &row["Valid"]["endTime"]);
            let window = window.filter(|_| row["Valid"]["enable"] != false);
            all.insert(number.clone(), Found { number, window, ..Found::default() });
        }
        let path = "/ISAPI/AccessControl/CardInfo/Search?format=json";
        for row in self.all(path, ("CardInfoSearch", "CardInfo"), json!({})).await? {
            let Some(of) = text(&row["employeeNo"]) else { continue };
            let found = all.entry(of.clone()).or_insert_with(|| Found { number: of, ..Found::default() });
            found.cards.push(number(&row["cardNo"]));
        }
        for of in self.faces(None).await? {
            let found = all.entry(of.clone()).or_insert_with(|| Found { number: of, ..Found::default() });
            found.face = true;
        }
        Ok(all.into_values().collect())
    }

    /// The numbers of all whose face is there, or of one of them, where it is there.
    async fn faces(&self, of: Option<&str>) -> Result<Vec<String>, Stuck> {
        let mut numbers = Vec::new();
        loop {
            let page = self.faces_from(numbers.len(), of).await?;
            for row in &page.rows {
                numbers.push(text(&row["FPID"]).ok_or_else(|| unsound("a face that is nobody's"))?);
            }
            if !page.has_more {
                ended(numbers.len(), page.total)?;
                return Ok(numbers);
            }
            if numbers.len() > PEOPLE_MAX {
                return Err(unsound("faces without end"));
            }
        }
    }

    async fn faces_from(&self, at: usize, of: Option<&str>) -> Result<Page, Stuck> {
        let mut wish = json!({
            "searchResultPosition": at, "maxResults": PAGE, "faceLibType": LIBRARY.0, "FDID": LIBRARY.1,
        });
        if let Some(of) = of {
            wish["FPID"] = json!(of);
        }
        let path = "/ISAPI/Intelligent/FDLib/FDSearch?format=json";
        let (status, bytes) = self.0.answer(Method::POST, path, Body::Json(wish)).await?;
        let said = read(&bytes)?;
        // A library in which there was never a face is none.
        let why = said["subStatusCode"].as_str();
        if !status.is_success() && matches!(why, Some("FDLibNotExist" | "noFDLib")) {
            return Ok(Page { rows: Vec::new(), total: None, has_more: false });
        }
        if !status.is_success() {
            return Err(Stuck(format!("the terminal answers {status}")));
        }
        page(&said, "MatchList")
    }

    /// All rows of a search, page by page.
    async fn all(&self, path: &str, (outer, rows): (&str, &str), more: Value) -> Result<Vec<Value>, Stuck> {
        let mut all = Vec::new();
        loop {
            let mut cond =
                json!({ "searchID": "courtyard", "searchResultPosition": all.len(), "maxResults": PAGE });
            if let (Some(cond), Some(more)) = (cond.as_object_mut(), more.as_object()) {
                cond.extend(more.clone());
            }
            let wish = json!({ format!("{outer}Cond"): cond });
            let said = self.0.json(Method::POST, path, Body::Json(wish)).await?;
            let page = page(&said[outer], rows)?;
            all.extend(page.rows);
            if !page.has_more {
                ended(all.len(), page.total)?;
                return Ok(all);
            }
            if all.len() > PEOPLE_MAX {
                return Err(unsound("people without end"));
            }
        }
    }

    pub(super) async fn put(&self, new: &New, zone: &Zone) -> Result<Taken, Stuck> {
        let key = new.key.to_string();
        let mut user = self.user(new.key, new.window, zone)?;
        if let Shown::Pin(digits) = &new.shown {
            user["password"] = json!(digits);
        }
        let path = "/ISAPI/AccessControl/UserInfo/SetUp?format=json";
        let taken = self.taken(Method::PUT, path, Body::Json(json!({ "UserInfo": user }))).await?;
        let taken = match (&new.shown, taken) {
            (_, Taken::Unfit | Taken::Later) | (Shown::Pin(_), Taken::Held) => taken,
            (Shown::Card(number), Taken::Held) => {
                let card =
                    json!({ "employeeNo": key, "cardNo": number.to_string(), "cardType": "normalCard" });
                let path = "/ISAPI/AccessControl/CardInfo/SetUp?format=json";
                self.taken(Method::PUT, path, Body::Json(json!({ "CardInfo": card }))).await?
            }
            (Shown::Face(photo), Taken::Held) => {
                let path = "/ISAPI/Intelligent/FDLib/FaceDataRecord?format=json";
                self.taken(Method::POST, path, face(&key, photo)).await?
            }
        };
        Ok(taken)
    }

    pub(super) async fn renew(&self, key: LibraryKey, window: Window, zone: &Zone) -> Result<Taken, Stuck> {
        // Only what is said changes: card, PIN and face stay.
        let user = json!({ "UserInfo": self.user(key, window, zone)? });
        let path = "/ISAPI/AccessControl/UserInfo/Modify?format=json";
        self.taken(Method::PUT, path, Body::Json(user)).await
    }

    fn user(&self, key: LibraryKey, window: Window, zone: &Zone) -> Result<Value, Stuck> {
        let (begin, end) = (written(zone, window.begin)?, written(zone, window.end)?);
        Ok(json!({
            "employeeNo": key.to_string(),
            "userType": "normal",
            "Valid": { "enable": true, "beginTime": begin, "endTime": end, "timeType": "local" },
            "doorRight": self.0.door.to_string(),
            "RightPlan": [{ "doorNo": self.0.door, "planTemplateNo": "1" }],
        }))
    }

    /// What it says of something that it was told; a terminal that is busy or cannot be understood has said nothing of it.
    async fn taken(&self, method: Method, path: &str, body: Body) -> Result<Taken, Stuck> {
        let (status, bytes) = self.0.answer(method, path, body).await?;
        let said = read(&bytes)?;
        match (status.is_success(), said["statusCode"].as_u64()) {
            (true, Some(1)) => Ok(Taken::Held),
            // 4, 5 and 6 are what is said wrongly or cannot be taken; 2 is busy, 3 its own fault, 7 that it starts anew.
            (_, Some(4..=6)) => {
                let why = said["subStatusCode"].as_str().unwrap_or_default();
                let is_of_him = OF_NO_USE.contains(&why) || NOT_THERE.contains(&why);
                // What a terminal writes there is its maker's affair, and may hold anything.
                tracing::warn!(is_of_him, "the terminal does not take somebody");
                Ok(if is_of_him { Taken::Unfit } else { Taken::Later })
            }
            _ => Err(Stuck(format!("the terminal answers {status}"))),
        }
    }

    pub(super) async fn remove(&self, numbers: &[String]) -> Result<(), Stuck> {
        let faces: Vec<Value> = numbers.iter().map(|number| json!({ "value": number })).collect();
        let (kind, library) = LIBRARY;
        let path =
            format!("/ISAPI/Intelligent/FDLib/FDSearch/Delete?format=json&FDID={library}&faceLibType={kind}");
        // Where there is no such face, or none at all, it may say so with an error: what counts is what it answers afterwards.
        self.0.answer(Method::PUT, &path, Body::Json(json!({ "FPID": faces }))).await?;
        let people: Vec<Value> = numbers.iter().map(|number| json!({ "employeeNo": number })).collect();
        let wish = json!({ "UserInfoDetail": { "mode": "byEmployeeNo", "EmployeeNoList": people } });
        let path = "/ISAPI/AccessControl/UserInfoDetail/Delete?format=json";
        self.0.ask(Method::PUT, path, Body::Json(wish)).await?;
        let path = "/ISAPI/AccessControl/UserInfoDetail/DeleteProcess?format=json";
        for _ in 0..TIMES {
            let said = self.0.json(Method::GET, path, Body::Nothing).await?;
            match said["UserInfoDetailDeleteProcess"]["status"].as_str() {
                Some("success") => return Ok(()),
                Some("failed") => return Err(Stuck("the terminal could not remove somebody".to_owned())),
                _ => sleep(AGAIN).await,
            }
        }
        Err(Stuck("the terminal does not end removing somebody".to_owned()))
    }

    /// What is found is compared, however the terminal understood what it was asked for.
    pub(super) async fn knows(&self, numbers: &[String]) -> Result<Vec<String>, Stuck> {
        let asked: Vec<Value> = numbers.iter().map(|number| json!({ "employeeNo": number })).collect();
        let of = json!({ "EmployeeNoList": asked });
        let mut there = BTreeSet::new();
        for (path, words) in [
            ("/ISAPI/AccessControl/UserInfo/Search?format=json", ("UserInfoSearch", "UserInfo")),
            ("/ISAPI/AccessControl/CardInfo/Search?format=json", ("CardInfoSearch", "CardInfo")),
        ] {
            for row in self.all(path, words, of.clone()).await? {
                there.extend(text(&row["employeeNo"]).filter(|of| numbers.contains(of)));
            }
        }
        for number in numbers {
            there.extend(self.faces(Some(number)).await?.into_iter().filter(|of| of == number));
        }
        Ok(there.into_iter().collect())
    }

    pub(super) async fn last_event(&self, zone: &Zone, _: Moment) -> Result<u64, Stuck> {
        let events = self.events_by(json!({ "maxResults": 1, "timeReverseOrder": true }), zone).await?;
        Ok(events.first().map_or(0, |event| event.serial))
    }

    pub(super) async fn events(&self, after: u64, zone: &Zone) -> Result<Vec<Event>, Stuck> {
        let most = EVENTS_MAX.min(PAGE);
        self.events_by(json!({ "maxResults": most, "beginSerialNo": after.saturating_add(1) }), zone).await
    }

    /// Entries of its log of what happened at its door (major 5), all kinds of them.
    async fn events_by(&self, more: Value, zone: &Zone) -> Result<Vec<Event>, Stuck> {
        let mut cond = json!({ "searchID": "courtyard", "searchResultPosition": 0, "major": 5, "minor": 0 });
        if let (Some(cond), Some(more)) = (cond.as_object_mut(), more.as_object()) {
            cond.extend(more.clone());
        }
        let path = "/ISAPI/AccessControl/AcsEvent?format=json";
        let said = self.0.json(Method::POST, path, Body::Json(json!({ "AcsEventCond": cond }))).await?;
        events(&said, zone)
    }
}

/// What is read of a terminal's log.
///
/// # Errors
/// When it says what cannot be.
pub fn events(said: &Value, zone: &Zone) -> Result<Vec<Event>, Stuck> {
    let event = |row: &Value| {
        Some(Event {
            serial: number(&row["serialNo"])?,
            who: text(&row["employeeNoString"]),
            what: decided(row["minor"].as_u64()?),
            at: row["time"].as_str().and_then(|text| zone.instant(text)),
        })
    };
    Ok(page(&said["AcsEvent"], "InfoList")?.rows.iter().filter_map(event).collect())
}

/// What a search says: `OK` at its end, `MORE` before it, `NO MATCH` where there is nothing. It says besides how many there are on
/// the page: a page that has fewer, or none before the end, is not one by which anybody may be said to be gone.
fn page(said: &Value, rows: &str) -> Result<Page, Stuck> {
    let count = number(&said["numOfMatches"]);
    match said["responseStatusStrg"].as_str() {
        Some("NO MATCH") if count.unwrap_or(0) == 0 && said[rows].as_array().is_none_or(Vec::is_empty) => {
            Ok(Page { rows: Vec::new(), total: None, has_more: false })
        }
        Some(word @ ("OK" | "MORE")) => {
            let rows = said[rows].as_array().cloned().unwrap_or_default();
            let has_more = word == "MORE";
            if count != u64::try_from(rows.len()).ok() || has_more && rows.is_empty() {
                return Err(unsound("a page that is not whole"));
            }
            Ok(Page { rows, total: number(&said["totalMatches"]), has_more })
        }
        _ => Err(unsound("a search without an end")),
    }
}

/// A search that ends has found as many as it says there are.
fn ended(found: usize, total: Option<u64>) -> Result<(), Stuck> {
    let is_short = total.is_some_and(|total| u64::try_from(found).is_ok_and(|found| found < total));
    if is_short { Err(unsound("a search that ends before its end")) } else { Ok(()) }
}

/// The kinds of entries by which somebody is let in or not: cards (1, 2; 6 to 9, 11), fingers and faces of known people, and digits.
const fn decided(minor: u64) -> Option<(By, bool)> {
    Some(match minor {
        0x01 | 0x02 => (By::Card, true),
        0x06..=0x09 | 0x0b => (By::Card, false),
        0x4b | 0x4d => (By::Face, true),
        0x4c | 0x4e => (By::Face, false),
        0x68 | 0xb5 => (By::Pin, true),
        0x69 | 0x96 => (By::Pin, false),
        _ => return None,
    })
}

/// A photo and whose it is, in two parts.
fn face(key: &str, photo: &[u8]) -> Body {
    let (kind, library) = LIBRARY;
    let of = json!({ "faceLibType": kind, "FDID": library, "FPID": key });
    // A photo in which the boundary stands would be read wrongly; another is longer than any part of it.
    let mut boundary = BOUNDARY.to_owned();
    while photo.windows(boundary.len()).any(|part| part == boundary.as_bytes()) {
        boundary.push('x');
    }
    let mut bytes = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"FaceDataRecord\"\r\n\
         Content-Type: application/json\r\n\r\n{of}\r\n--{boundary}\r\n\
         Content-Disposition: form-data; name=\"FaceImage\"; filename=\"face.jpg\"\r\n\
         Content-Type: image/jpeg\r\nContent-Length: {}\r\n\r\n",
        photo.len()
    )
    .into_bytes();
    bytes.extend_from_slice(photo);
    bytes.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    Body::Parts(format!("multipart/form-data; boundary={boundary}"), bytes)
}
