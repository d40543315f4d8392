//! What a terminal of Hikvision answers: the parts of ISAPI that agents ask for.

use serde_json::{Value, json};

use super::{Asked, Library, Said, User};

const JSON: &str = "application/json";
const LIBRARY: &str = "faceLibType";

fn ok() -> Said {
    (200, JSON, json!({ "statusCode": 1, "statusString": "OK", "subStatusCode": "ok" }).to_string())
}

fn no(why: &str) -> Said {
    (
        400,
        JSON,
        json!({ "statusCode": 6, "statusString": "Invalid Content", "subStatusCode": why }).to_string(),
    )
}

/// One page of what a search found.
fn page(outer: &str, rows: &str, cond: &Value, all: Vec<Value>) -> Value {
    let at = cond["searchResultPosition"].as_u64().and_then(|at| usize::try_from(at).ok()).unwrap_or(0);
    // No terminal gives more than thirty at once.
    let most = cond["maxResults"].as_u64().and_then(|most| usize::try_from(most).ok()).unwrap_or(0).min(30);
    let (total, found): (usize, Vec<Value>) = (all.len(), all.into_iter().skip(at).take(most).collect());
    let word = match (found.is_empty(), at + found.len() < total) {
        (true, _) => "NO MATCH",
        (false, true) => "MORE",
        (false, false) => "OK",
    };
    let mut page = json!({
        "searchID": cond["searchID"], "responseStatusStrg": word, "numOfMatches": found.len(), "totalMatches": total,
    });
    if !found.is_empty() {
        page[rows] = json!(found);
    }
    if outer.is_empty() { page } else { json!({ outer: page }) }
}

/// The numbers that a search is for; nothing means all.
fn wanted(cond: &Value) -> Option<Vec<String>> {
    let list = cond["EmployeeNoList"].as_array()?;
    Some(list.iter().filter_map(|one| one["employeeNo"].as_str().map(str::to_owned)).collect())
}

pub(super) fn said(library: &mut Library, asked: &Asked) -> Said {
    let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
    let path = asked.path.split('?').next().unwrap_or_default();
    match (asked.method.as_str(), path) {
        ("PUT", "/ISAPI/System/time") => {
            library.clock = String::from_utf8_lossy(&asked.body).into_owned();
            (200, "application/xml", "<ResponseStatus><statusCode>1</statusCode></ResponseStatus>".to_owned())
        }
        ("GET", "/ISAPI/System/deviceInfo") => {
            let serial = library.serial();
            let said = format!(
                "<DeviceInfo><model>DS-K1T</model><serialNumber>{serial}</serialNumber></DeviceInfo>"
            );
            (200, "application/xml", said)
        }
        ("POST", "/ISAPI/AccessControl/UserInfo/Search") => users(library, &body["UserInfoSearchCond"]),
        ("PUT", "/ISAPI/AccessControl/UserInfo/SetUp") => set(library, &body["UserInfo"], true),
        ("PUT", "/ISAPI/AccessControl/UserInfo/Modify") => set(library, &body["UserInfo"], false),
        ("POST", "/ISAPI/AccessControl/CardInfo/Search") => cards(library, &body["CardInfoSearchCond"]),
        ("PUT", "/ISAPI/AccessControl/CardInfo/SetUp") => {
            let card = &body["CardInfo"];
            let (Some(of), Some(number)) = (card["employeeNo"].as_str(), card["cardNo"].as_str()) else {
                return no("card");
            };
            let Ok(number) = number.parse() else { return no("cardNo") };
            if !library.users.contains_key(of) {
                return no("employeeNoNotExist");
            }
            library.cards.insert(number, of.to_owned());
            ok()
        }
        ("POST", "/ISAPI/Intelligent/FDLib/FaceDataRecord") => face(library, &asked.body),
        ("POST", "/ISAPI/Intelligent/FDLib/FDSearch") => {
            if library.faces_err {
                return (400, JSON, json!({ "statusCode": 4, "subStatusCode": "notSupport" }).to_string());
            }
            let of = body["FPID"].as_str().filter(|_| !library.gives_all);
            let faces = library.faces.keys().filter(|number| of.is_none_or(|of| of == number.as_str()));
            let rows = faces.map(|number| json!({ "FPID": number, LIBRARY: "blackFD" })).collect();
            (200, JSON, page("", "MatchList", &body, rows).to_string())
        }
        ("PUT", "/ISAPI/Intelligent/FDLib/FDSearch/Delete") => {
            for one in body["FPID"].as_array().into_iter().flatten() {
                let of = one["value"].as_str().unwrap_or_default();
                if !library.keeps(of) {
                    library.faces.remove(of);
                }
            }
            ok()
        }
        ("PUT", "/ISAPI/AccessControl/UserInfoDetail/Delete") => remove(library, &body["UserInfoDetail"]),
        ("GET", "/ISAPI/AccessControl/UserInfoDetail/DeleteProcess") => {
            let status = if library.removing > 0 { "processing" } else { "success" };
            library.removing = library.removing.saturating_sub(1);
            (200, JSON, json!({ "UserInfoDetailDeleteProcess": { "status": status } }).to_string())
        }
        ("POST", "/ISAPI/AccessControl/AcsEvent") => events(library, &body["AcsEventCond"]),
        _ => (404, JSON, json!({ "statusCode": 4, "subStatusCode": "notSupport" }).to_string()),
    }
}

fn users(library: &Library, cond: &Value) -> Said {
    let wanted = wanted(cond).filter(|_| !library.gives_all);
    let found =
        library.users.iter().filter(|(number, _)| wanted.as_ref().is_none_or(|some| some.contains(number)));
    let row = |(number, user): (&String, &User)| {
        json!({
            "employeeNo": number, "userType": "normal", "password": "",
            "Valid": { "enable": true, "beginTime": user.begin, "endTime": user.end, "timeType": "local" },
        })
    };
    (200, JSON, page("UserInfoSearch", "UserInfo", cond, found.map(row).collect()).to_string())
}

fn cards(library: &Library, cond: &Value) -> Said {
    let wanted = wanted(cond).filter(|_| !library.gives_all);
    let found = library.cards.iter().filter(|(_, of)| wanted.as_ref().is_none_or(|some| some.contains(of)));
    let row = |(number, of): (&u64, &String)| json!({ "employeeNo": of, "cardNo": number.to_string(), "cardType": "normalCard" });
    (200, JSON, page("CardInfoSearch", "CardInfo", cond, found.map(row).collect()).to_string())
}

fn set(library: &mut Library, user: &Value, may_add: bool) -> Said {
    let Some(number) = user["employeeNo"].as_str().filter(|number| (1..=32).contains(&number.len())) else {
        return no("employeeNo");
    };
    if !may_add && !library.users.contains_key(number) {
        return no("employeeNoNotExist");
    }
    if library.is_full && !library.users.contains_key(number) {
        return no("deviceUserFull");
    }
    let valid = &user["Valid"];
    let (Some(begin), Some(end)) = (valid["beginTime"].as_str(), valid["endTime"].as_str()) else {
        return no("Valid");
    };
    if begin.len() != 19 || end.len() != 19 || begin >= end || valid["timeType"] != "local" {
        return no("beginTime");
    }
    let pin = user["password"].as_str().unwrap_or_default();
    if !pin.is_empty() && library.users.iter().any(|(other, user)| other != number && user.pin == pin) {
        return no("passwordAlreadyExist");
    }
    let kept = library.users.entry(number.to_owned()).or_default();
    (kept.begin, kept.end, kept.said) = (begin.to_owned(), end.to_owned(), user.to_string());
    if !pin.is_empty() {
        kept.pin = pin.to_owned();
    }
    ok()
}

/// Two parts: whose it is, and the photo.
fn face(library: &mut Library, body: &[u8]) -> Said {
    let Some(line) = body.windows(2).position(|two| two == b"\r\n") else { return no("parts") };
    let boundary = [b"\r\n".as_slice(), &body[..line]].concat();
    let mut parts = Vec::new();
    let mut rest = &body[line..];
    while let Some(end) = rest.windows(boundary.len()).position(|part| part == boundary.as_slice()) {
        parts.push(&rest[..end]);
        rest = &rest[end + boundary.len()..];
    }
    let content = |part: &&[u8]| {
        let at = part.windows(4).position(|four| four == b"\r\n\r\n").map_or(part.len(), |at| at + 4);
        part[at..].to_vec()
    };
    let [of, photo] = parts.as_slice() else { return no("parts") };
    let (of, photo): (Value, Vec<u8>) =
        (serde_json::from_slice(&content(of)).unwrap_or_default(), content(photo));
    let Some(number) = of["FPID"].as_str().filter(|_| of["FDID"] == "1" && of[LIBRARY] == "blackFD") else {
        return no("FPID");
    };
    if !photo.starts_with(b"\xff\xd8") || library.sees_no_face {
        return no("SubpicAnalysisModelingError");
    }
    library.faces.insert(number.to_owned(), photo);
    ok()
}

fn remove(library: &mut Library, what: &Value) -> Said {
    if what["mode"] != "byEmployeeNo" {
        return no("mode");
    }
    for one in
        wanted(what).unwrap_or_default().into_iter().filter(|one| !library.keeps(one)).collect::<Vec<_>>()
    {
        library.users.remove(&one);
        library.cards.retain(|_, of| *of != one);
        library.faces.remove(&one);
    }
    library.removing = 2;
    ok()
}

fn events(library: &Library, cond: &Value) -> Said {
    let from = cond["beginSerialNo"].as_u64().unwrap_or(0);
    let mut found: Vec<Value> = library
        .log
        .iter()
        .filter(|(serial, ..)| *serial >= from)
        .map(|(serial, who, way, opened, at)| {
            let minor = match (*way, opened) {
                ("card", true) => 0x01,
                ("card", false) => 0x09,
                ("pin", true) => 0xb5,
                ("pin", false) => 0x96,
                ("face", true) => 0x4b,
                ("face", false) => 0x4c,
                // The door's own: its lock.
                _ => 0x15,
            };
            let at = written(*at);
            json!({ "major": 5, "minor": minor, "time": at, "employeeNoString": who, "serialNo": serial, "doorNo": 1 })
        })
        .collect();
    if cond["timeReverseOrder"] == true {
        found.reverse();
    }
    (200, JSON, page("AcsEvent", "InfoList", cond, found).to_string())
}

/// Seconds since the epoch as the terminal writes them, eight hours before Greenwich.
fn written(at: i64) -> String {
    let (days, second) = ((at + 28_800).div_euclid(86_400), (at + 28_800).rem_euclid(86_400));
    // Howard Hinnant's reckoning of days.
    let z = days + 719_468;
    let (era, doe) = (z.div_euclid(146_097), z.rem_euclid(146_097));
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let month_of = (5 * doy + 2) / 153;
    let day = doy - (153 * month_of + 2) / 5 + 1;
    let month = if month_of < 10 { month_of + 3 } else { month_of - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}+08:00")
}
