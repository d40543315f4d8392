//! What a terminal of Dahua answers: the parts of its CGI that agents ask for.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::fmt::Write as _;

use super::{Asked, Library, Said, User, query};

const TEXT: &str = "text/plain";
const JSON: &str = "application/json";

fn ok() -> Said {
    (200, TEXT, "OK\r\n".to_owned())
}

fn no() -> Said {
    (400, TEXT, "Error\r\nBad Request!\r\n".to_owned())
}

pub(super) fn said(library: &mut Library, asked: &Asked) -> Said {
    let path = asked.path.split('?').next().unwrap_or_default();
    let action = query(&asked.path, "action").unwrap_or_default();
    let table = path.strip_prefix("/cgi-bin/").and_then(|path| path.strip_suffix(".cgi")).unwrap_or_default();
    match (asked.method.as_str(), table, action.as_str()) {
        ("GET", "global", "setCurrentTime") => {
            library.clock = query(&asked.path, "time").unwrap_or_default();
            ok()
        }
        ("GET", "magicBox", "getSerialNo") => (200, TEXT, format!("sn={}\r\n", library.serial())),
        ("GET", "AccessFace", "startFind") if library.faces_err => no(),
        ("GET", _, "startFind") => {
            let total = rows(library, table).len();
            (200, JSON, json!({ "Token": 7, "Total": total, "Caps": 100 }).to_string())
        }
        ("GET", _, "doFind") => {
            let number =
                |name| query(&asked.path, name).and_then(|text| text.parse::<usize>().ok()).unwrap_or(0);
            let (at, count) = (number("Offset"), number("Count"));
            let rows: Vec<Value> = rows(library, table).into_iter().skip(at).take(count.min(100)).collect();
            (200, JSON, json!({ "Info": rows }).to_string())
        }
        ("GET", _, "stopFind") => ok(),
        ("POST", _, "insertMulti" | "updateMulti") => {
            let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
            write(library, table, &body, action == "insertMulti")
        }
        ("GET", _, "removeMulti") => remove(library, table, &asked.path),
        ("GET", "recordFinder", "find") => records(library, &asked.path),
        _ => (404, TEXT, String::new()),
    }
}

fn rows(library: &Library, table: &str) -> Vec<Value> {
    match table {
        "AccessUser" => library
            .users
            .iter()
            .map(|(number, user)| json!({ "UserID": number, "ValidFrom": user.begin, "ValidTo": user.end }))
            .collect(),
        "AccessCard" => library
            .cards
            .iter()
            .map(|(number, of)| json!({ "UserID": of, "CardNo": format!("{number:08X}"), "CardType": 0 }))
            .collect(),
        "AccessFace" => library.faces.keys().map(|of| json!({ "UserID": of, "MD5": ["0"] })).collect(),
        _ => Vec::new(),
    }
}

fn write(library: &mut Library, table: &str, body: &Value, may_add: bool) -> Said {
    let list = body.as_object().and_then(|body| body.values().next()).and_then(Value::as_array);
    for one in list.into_iter().flatten() {
        let Some(of) = one["UserID"].as_str().filter(|of| (1..=31).contains(&of.len())) else { return no() };
        let is_there = library.users.contains_key(of);
        if library.is_full && table == "AccessUser" && !is_there {
            return no();
        }
        match table {
            "AccessUser" => {
                let (Some(begin), Some(end)) = (one["ValidFrom"].as_str(), one["ValidTo"].as_str()) else {
                    return no();
                };
                if begin >= end || begin.contains('T') || is_there == may_add {
                    return no();
                }
                let kept: &mut User = library.users.entry(of.to_owned()).or_default();
                (kept.begin, kept.end, kept.said) = (begin.to_owned(), end.to_owned(), one.to_string());
                if let Some(pin) = one["Password"].as_str() {
                    kept.pin = pin.to_owned();
                }
            }
            "AccessCard" if is_there => {
                let number = one["CardNo"].as_str().and_then(|hex| u64::from_str_radix(hex, 16).ok());
                let Some(number) = number.filter(|number| !library.cards.contains_key(number)) else {
                    return no();
                };
                library.cards.insert(number, of.to_owned());
            }
            "AccessFace" if is_there && !library.sees_no_face => {
                let photo = one["PhotoData"][0].as_str().and_then(|text| STANDARD.decode(text).ok());
                let Some(photo) = photo.filter(|photo| photo.starts_with(b"\xff\xd8")) else { return no() };
                library.faces.insert(of.to_owned(), photo);
            }
            _ => return no(),
        }
    }
    ok()
}

fn remove(library: &mut Library, table: &str, path: &str) -> Said {
    let list = if table == "AccessCard" { "CardNoList" } else { "UserIDList" };
    let mut was_there = true;
    for one in (0..10).map_while(|at| query(path, &format!("{list}[{at}]"))) {
        was_there &= match table {
            "AccessCard" => {
                u64::from_str_radix(&one, 16).is_ok_and(|number| library.cards.remove(&number).is_some())
            }
            "AccessFace" if library.keeps(&one) => library.faces.contains_key(&one),
            "AccessFace" => library.faces.remove(&one).is_some(),
            _ if library.keeps(&one) => library.users.contains_key(&one),
            _ => library.users.remove(&one).is_some(),
        };
    }
    if was_there { ok() } else { no() }
}

/// The oldest first, from an instant on.
fn records(library: &Library, path: &str) -> Said {
    let from: i64 = query(path, "StartTime").and_then(|text| text.parse().ok()).unwrap_or(0);
    let count: usize = query(path, "count").and_then(|text| text.parse().ok()).unwrap_or(0);
    let found: Vec<_> = library.log.iter().filter(|(.., at)| *at >= from).take(count).collect();
    let mut said = format!("totalCount={}\r\nfound={}\r\n", found.len(), found.len());
    for (row, (serial, who, way, opened, at)) in found.into_iter().enumerate() {
        let method = match *way {
            "pin" => 0,
            "card" => 1,
            "face" => 15,
            _ => 5,
        };
        let status = u8::from(*opened);
        for (name, value) in [
            ("RecNo", serial.to_string()),
            ("CreateTime", at.to_string()),
            ("UserID", who.clone()),
            ("Method", method.to_string()),
            ("Status", status.to_string()),
        ] {
            write!(said, "records[{row}].{name}={value}\r\n").ok();
        }
    }
    (200, TEXT, said)
}
