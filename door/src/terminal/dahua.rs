//! A terminal of Dahua, by CGI: `AccessUser`, `AccessCard`, `AccessFace`, `recordFinder` and `magicBox`, as its HTTP API of the third
//! generation says.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pass::{By, LibraryKey, Moment, Window, Zone};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::device::{
    Body, Event, Found, New, PEOPLE_MAX, Shown, Taken, Talk, number, text, unsound, window, written,
};
use crate::relay::Stuck;

/// People of one page.
const PAGE: usize = 100;
/// Adds to one of its tables.
const ADDS: &str = "insertMulti";
/// People that are named at once.
const AT_ONCE: usize = 10;
/// Entries of its log that it is asked for at once. They come the oldest first.
const RECORDS: usize = 1_000;
/// How far back its log is looked through where it is not known when the entry was that was taken over last.
const LOOKS_BACK: Duration = Duration::from_secs(7 * 86_400);
/// Entries are written a moment after they happened, and its clock may have been set back in between.
const OVERLAP: Duration = Duration::from_secs(600);
/// The three tables in which it keeps somebody: photos and cards go before the one whose they are.
const TABLES: [&str; 3] = ["AccessFace", "AccessCard", "AccessUser"];

/// A terminal of Dahua.
pub struct Dahua(pub(super) Talk);

impl Dahua {
    pub(super) async fn serial(&self) -> Result<String, Stuck> {
        let said = self.0.ask(Method::GET, "/cgi-bin/magicBox.cgi?action=getSerialNo", Body::Nothing).await?;
        let said = String::from_utf8_lossy(&said).into_owned();
        let serial = said.lines().find_map(|line| line.trim().strip_prefix("sn="));
        serial.map(|serial| serial.trim().to_owned()).ok_or_else(|| unsound("no number of its own"))
    }

    pub(super) async fn set_clock(&self, zone: &Zone, now: Moment) -> Result<(), Stuck> {
        let wall = written(zone, now)?.replace('T', "%20");
        let path = format!("/cgi-bin/global.cgi?action=setCurrentTime&time={wall}");
        if is_ok(&self.0.ask(Method::GET, &path, Body::Nothing).await?) {
            return Ok(());
        }
        Err(Stuck("the terminal does not set its clock".to_owned()))
    }

    pub(super) async fn people(&self, zone: &Zone) -> Result<Vec<Found>, Stuck> {
        let mut all: BTreeMap<String, Found> = BTreeMap::new();
        for row in self.all("AccessUser").await? {
            let Some(number) = text(&row["UserID"]) else { return Err(unsound("somebody without a number")) };
            let window = window(zone, &row["ValidFrom"], &row["ValidTo"]);
            all.insert(number.clone(), Found { number, window, ..Found::default() });
        }
        for row in self.all("AccessCard").await? {
            // A card of nobody opens for nobody of ours, and has no number by which it could be removed with somebody.
            let Some(of) = text(&row["UserID"]) else { continue };
            let found = all.entry(of.clone()).or_insert_with(|| Found { number: of, ..Found::default() });
            found.cards.push(row["CardNo"].as_str().and_then(|hex| u64::from_str_radix(hex.trim(), 16).ok()));
        }
        // Faces are listed by themselves: one may be there without anybody whose it is.
        for row in self.all("AccessFace").await? {
            let of = whose(&row)?;
            all.entry(of.clone()).or_insert_with(|| Found { number: of, ..Found::default() }).face = true;
        }
        Ok(all.into_values().collect())
    }

    /// All rows of one of its tables, page by page.
    async fn all(&self, table: &str) -> Result<Vec<Value>, Stuck> {
        let begun = format!("/cgi-bin/{table}.cgi?action=startFind");
        let said = self.0.json(Method::GET, &begun, Body::Nothing).await?;
        let (Some(total), Some(token)) = (number(&said["Total"]), number(&said["Token"])) else {
            return Err(unsound("a search that does not begin"));
        };
        let total = usize::try_from(total).unwrap_or(usize::MAX);
        if total > PEOPLE_MAX {
            return Err(unsound("people without end"));
        }
        let mut all = Vec::new();
        while all.len() < total {
            let at = all.len();
            let path = format!("/cgi-bin/{table}.cgi?action=doFind&Token={token}&Offset={at}&Count={PAGE}");
            let said = self.0.json(Method::GET, &path, Body::Nothing).await?;
            let rows = said["Info"].as_array().cloned().unwrap_or_default();
            if rows.is_empty() {
                return Err(unsound("a search that ends before its end"));
            }
            all.extend(rows);
        }
        let ended = format!("/cgi-bin/{table}.cgi?action=stopFind&Token={token}");
        self.0.answer(Method::GET, &ended, Body::Nothing).await?;
        Ok(all)
    }

    pub(super) async fn put(&self, new: &New, zone: &Zone) -> Result<Taken, Stuck> {
        let key = new.key.to_string();
        let mut user = self.user(new.key, new.window, zone)?;
        if let Shown::Pin(digits) = &new.shown {
            user["Password"] = json!(digits);
        }
        let taken = self.taken("AccessUser", ADDS, json!({ "UserList": [user] })).await?;
        match (&new.shown, taken) {
            (_, Taken::Unfit | Taken::Later) | (Shown::Pin(_), Taken::Held) => Ok(taken),
            (Shown::Card(number), Taken::Held) => {
                let card = json!({ "UserID": key, "CardNo": format!("{number:08X}"), "CardType": 0, "CardStatus": 0 });
                self.taken("AccessCard", ADDS, json!({ "CardList": [card] })).await
            }
            (Shown::Face(photo), Taken::Held) => {
                let face = json!({ "UserID": key, "PhotoData": [STANDARD.encode(photo)] });
                self.taken("AccessFace", ADDS, json!({ "FaceList": [face] })).await
            }
        }
    }

    pub(super) async fn renew(&self, key: LibraryKey, window: Window, zone: &Zone) -> Result<Taken, Stuck> {
        let user = json!({ "UserList": [self.user(key, window, zone)?] });
        self.taken("AccessUser", "updateMulti", user).await
    }

    fn user(&self, key: LibraryKey, window: Window, zone: &Zone) -> Result<Value, Stuck> {
        let at = |at| written(zone, at).map(|wall| wall.replace('T', " "));
        // Its doors are counted from 0.
        let door = self.0.door.saturating_sub(1);
        Ok(json!({
            "UserID": key.to_string(), "UserType": 0, "Authority": 2, "Doors": [door], "TimeSections": [255],
            "ValidFrom": at(window.begin)?, "ValidTo": at(window.end)?,
        }))
    }

    /// What it says of something that it was told: `OK`, or an error. Whether it is full, the photo is of no use or the digits are
    /// somebody's it does not say in a way that is written down: only of a photo, for whom it has just taken the person, a refusal
    /// is one of the photo.
    async fn taken(&self, table: &str, action: &str, what: Value) -> Result<Taken, Stuck> {
        let path = format!("/cgi-bin/{table}.cgi?action={action}");
        let (status, bytes) = self.0.answer(Method::POST, &path, Body::Json(what)).await?;
        if status.is_success() && is_ok(&bytes) {
            return Ok(Taken::Held);
        }
        let is_photo = table == "AccessFace" && status == StatusCode::BAD_REQUEST;
        tracing::warn!(table, %status, "the terminal does not take somebody");
        Ok(if is_photo { Taken::Unfit } else { Taken::Later })
    }

    pub(super) async fn remove(&self, numbers: &[String]) -> Result<(), Stuck> {
        for table in TABLES {
            // Only what is there is named: of whatever is not there it says an error, and an error has to mean one.
            let rows = self.all(table).await?;
            let is_of = |row: &&Value| text(&row["UserID"]).is_some_and(|of| numbers.contains(&of));
            let (list, name) =
                if table == "AccessCard" { ("CardNoList", "CardNo") } else { ("UserIDList", "UserID") };
            let named: BTreeSet<String> =
                rows.iter().filter(is_of).filter_map(|row| text(&row[name])).collect();
            let named: Vec<String> = named.into_iter().collect();
            for some in named.chunks(AT_ONCE) {
                let names: Vec<String> = some
                    .iter()
                    .enumerate()
                    .map(|(at, one)| format!("{list}[{at}]={}", quoted(one)))
                    .collect();
                let path = format!("/cgi-bin/{table}.cgi?action=removeMulti&{}", names.join("&"));
                if !is_ok(&self.0.ask(Method::GET, &path, Body::Nothing).await?) {
                    return Err(Stuck("the terminal does not remove somebody".to_owned()));
                }
            }
        }
        Ok(())
    }

    /// Asked for one number it answers an error, which may have another cause: so it is asked for all whom it has.
    pub(super) async fn knows(&self, numbers: &[String]) -> Result<Vec<String>, Stuck> {
        let mut there = BTreeSet::new();
        for table in TABLES {
            for row in self.all(table).await? {
                there.extend(text(&row["UserID"]).filter(|of| numbers.contains(of)));
            }
        }
        Ok(there.into_iter().collect())
    }

    pub(super) async fn last_event(&self, _: &Zone, now: Moment) -> Result<u64, Stuck> {
        // Beyond all numbers: it goes on to the end.
        let events = self.events((u64::MAX, None), now).await?;
        Ok(events.iter().map(|event| event.serial).max().unwrap_or(0))
    }

    pub(super) async fn events(
        &self,
        (after, since): (u64, Option<Moment>),
        now: Moment,
    ) -> Result<Vec<Event>, Stuck> {
        let earliest = now.minus(LOOKS_BACK);
        let mut from = since.map_or(earliest, |since| since.min(now).minus(OVERLAP).max(earliest)).seconds();
        loop {
            let path = format!(
                "/cgi-bin/recordFinder.cgi?action=find&name=AccessControlCardRec&StartTime={from}&count={RECORDS}"
            );
            let bytes = self.0.ask(Method::GET, &path, Body::Nothing).await?;
            let events = records(&String::from_utf8_lossy(&bytes));
            let last = events.iter().filter_map(|event| event.at).max().map(Moment::seconds);
            let is_whole = events.len() < RECORDS;
            match last {
                // A page of what is known already: what follows begins with its last second.
                Some(last)
                    if !is_whole && last > from && events.iter().all(|event| event.serial <= after) =>
                {
                    from = last;
                }
                _ => return Ok(events),
            }
        }
    }
}

/// Whose a row is; one that is nobody's is not understood.
fn whose(row: &Value) -> Result<String, Stuck> {
    text(&row["UserID"]).ok_or_else(|| unsound("a row that is nobody's"))
}

fn is_ok(answer: &[u8]) -> bool {
    String::from_utf8_lossy(answer).trim() == "OK"
}

/// A number of somebody as it stands in an address. Ours are of letters and digits; those of strangers are whatever they are.
fn quoted(number: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    number
        .bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// What is read of a terminal's log: `records[0].RecNo=1`, line by line.
#[must_use]
pub fn records(said: &str) -> Vec<Event> {
    let mut rows: BTreeMap<u64, BTreeMap<&str, &str>> = BTreeMap::new();
    for line in said.lines() {
        let Some((name, value)) = line.trim().split_once('=') else { continue };
        let Some((at, field)) = name.strip_prefix("records[").and_then(|rest| rest.split_once("].")) else {
            continue;
        };
        if let Ok(at) = at.parse() {
            rows.entry(at).or_default().insert(field, value.trim());
        }
    }
    let event = |row: BTreeMap<&str, &str>| {
        let of = |name: &str| row.get(name).copied();
        let at = of("CreateTimeRealUTC").or_else(|| of("CreateTime"))?.parse::<u32>().ok();
        Some(Event {
            serial: of("RecNo")?.parse().ok()?,
            who: of("UserID").filter(|who| !who.is_empty()).map(str::to_owned),
            what: decided(of("Method")?, of("Status")? == "1"),
            at: at.map(Moment::from_seconds),
        })
    };
    rows.into_values().filter_map(event).collect()
}

/// Ways by which somebody is let in or not: 0 digits, 1 to 3 a card, with or without digits, 15 and 16 a face. What was opened from afar
/// (4) or by a button (5) was no decision of its own.
fn decided(method: &str, opened: bool) -> Option<(By, bool)> {
    let by = match method {
        "0" => By::Pin,
        "1" | "2" | "3" => By::Card,
        "15" | "16" => By::Face,
        _ => return None,
    };
    Some((by, opened))
}
