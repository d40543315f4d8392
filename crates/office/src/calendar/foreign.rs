//! Zones that other programs name otherwise than the IANA's list: by the names of Windows (Unicode CLDR, windowsZones), or by none but
//! what the file itself says of their clocks (RFC 5545, 3.6.5).

use std::collections::HashMap;
use std::sync::LazyLock;

use super::ical::zoned;
use super::lines::{Line, line};
use super::rules::When;
use super::zones;

/// Zones of one file that are looked for by what their clocks do.
const LOOKED_FOR_MAX: usize = 20;

/// What Windows calls zones, and a place of each.
const WINDOWS: &[(&str, &str)] = &[
    ("China Standard Time", "Asia/Shanghai"),
    ("Taipei Standard Time", "Asia/Taipei"),
    ("Singapore Standard Time", "Asia/Singapore"),
    ("Tokyo Standard Time", "Asia/Tokyo"),
    ("Korea Standard Time", "Asia/Seoul"),
    ("North Asia Standard Time", "Asia/Krasnoyarsk"),
    ("North Asia East Standard Time", "Asia/Irkutsk"),
    ("Vladivostok Standard Time", "Asia/Vladivostok"),
    ("Ulaanbaatar Standard Time", "Asia/Ulaanbaatar"),
    ("SE Asia Standard Time", "Asia/Bangkok"),
    ("Myanmar Standard Time", "Asia/Yangon"),
    ("India Standard Time", "Asia/Kolkata"),
    ("Sri Lanka Standard Time", "Asia/Colombo"),
    ("Nepal Standard Time", "Asia/Kathmandu"),
    ("Pakistan Standard Time", "Asia/Karachi"),
    ("West Asia Standard Time", "Asia/Tashkent"),
    ("Central Asia Standard Time", "Asia/Bishkek"),
    ("Arabian Standard Time", "Asia/Dubai"),
    ("Arab Standard Time", "Asia/Riyadh"),
    ("Iran Standard Time", "Asia/Tehran"),
    ("Israel Standard Time", "Asia/Jerusalem"),
    ("Turkey Standard Time", "Europe/Istanbul"),
    ("Russian Standard Time", "Europe/Moscow"),
    ("GTB Standard Time", "Europe/Bucharest"),
    ("FLE Standard Time", "Europe/Kyiv"),
    ("E. Europe Standard Time", "Europe/Chisinau"),
    ("W. Europe Standard Time", "Europe/Berlin"),
    ("Central Europe Standard Time", "Europe/Budapest"),
    ("Central European Standard Time", "Europe/Warsaw"),
    ("Romance Standard Time", "Europe/Paris"),
    ("GMT Standard Time", "Europe/London"),
    ("Greenwich Standard Time", "Atlantic/Reykjavik"),
    ("Egypt Standard Time", "Africa/Cairo"),
    ("South Africa Standard Time", "Africa/Johannesburg"),
    ("E. Africa Standard Time", "Africa/Nairobi"),
    ("W. Central Africa Standard Time", "Africa/Lagos"),
    ("Morocco Standard Time", "Africa/Casablanca"),
    ("E. South America Standard Time", "America/Sao_Paulo"),
    ("Argentina Standard Time", "America/Buenos_Aires"),
    ("Pacific SA Standard Time", "America/Santiago"),
    ("SA Pacific Standard Time", "America/Bogota"),
    ("Atlantic Standard Time", "America/Halifax"),
    ("Newfoundland Standard Time", "America/St_Johns"),
    ("Eastern Standard Time", "America/New_York"),
    ("Central Standard Time", "America/Chicago"),
    ("Central Standard Time (Mexico)", "America/Mexico_City"),
    ("Mountain Standard Time", "America/Denver"),
    ("US Mountain Standard Time", "America/Phoenix"),
    ("Pacific Standard Time", "America/Los_Angeles"),
    ("Alaskan Standard Time", "America/Anchorage"),
    ("Hawaiian Standard Time", "Pacific/Honolulu"),
    ("W. Australia Standard Time", "Australia/Perth"),
    ("AUS Central Standard Time", "Australia/Darwin"),
    ("Cen. Australia Standard Time", "Australia/Adelaide"),
    ("E. Australia Standard Time", "Australia/Brisbane"),
    ("AUS Eastern Standard Time", "Australia/Sydney"),
    ("New Zealand Standard Time", "Pacific/Auckland"),
    ("UTC", "UTC"),
    ("Coordinated Universal Time", "UTC"),
];

/// What the clocks of a zone do by now: what each change leads to, and when in the year it is; a zone that changes nothing says one.
type Clocks = Vec<(String, String, String)>;

/// A zone as a file describes it.
#[derive(Default)]
struct Described {
    name: String,
    /// The IANA's name beside it, as some programs write it.
    place: Option<String>,
    /// Beginning, offset and rule of what its clocks show.
    shown: Vec<(String, String, String)>,
}

impl Described {
    fn clocks(&self) -> Clocks {
        let part = |rule: &str, name: &str| {
            rule.split(';').find_map(|part| part.strip_prefix(name)).unwrap_or_default().to_owned()
        };
        let is_kept = |rule: &&(String, String, String)| !rule.2.is_empty() && !rule.2.contains("UNTIL=");
        let mut all: Clocks = (self.shown.iter().filter(is_kept))
            .map(|(_, to, rule)| (to.clone(), part(rule, "BYMONTH="), part(rule, "BYDAY=")))
            .collect();
        if all.is_empty() {
            let last = self.shown.iter().max_by(|one, other| one.0.cmp(&other.0));
            all.extend(last.map(|(_, to, _)| (to.clone(), String::new(), String::new())));
        }
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// The zones that some lines describe.
fn described<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<Described> {
    let (mut all, mut open): (Vec<Described>, Option<Described>) = (Vec::new(), None);
    for one in lines.filter_map(line) {
        let value = one.value.trim();
        match (one.name.as_str(), &mut open) {
            ("BEGIN", _) if value == "VTIMEZONE" => open = Some(Described::default()),
            ("END", _) if value == "VTIMEZONE" => all.extend(open.take()),
            ("BEGIN", Some(zone)) => zone.shown.push(Default::default()),
            ("TZID", Some(zone)) => zone.name = value.to_owned(),
            ("X-LIC-LOCATION", Some(zone)) => zone.place = Some(value.to_owned()),
            (name, Some(zone)) => {
                let Some(last) = zone.shown.last_mut() else { continue };
                match name {
                    "DTSTART" => last.0 = value.to_owned(),
                    "TZOFFSETTO" => last.1 = value.chars().take(5).collect(),
                    "RRULE" => last.2 = value.to_owned(),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    all
}

/// What the clocks of these places do: the same for every file.
static CLOCKS: LazyLock<Vec<(Option<Clocks>, &str)>> =
    LazyLock::new(|| WINDOWS.iter().map(|(_, place)| (clocks(place), *place)).collect());

/// What the clocks of a zone of the list do.
fn clocks(name: &str) -> Option<Clocks> {
    let begins = jiff::civil::date(2_026, 1, 1).at(0, 0, 0, 0);
    let (zone, gone, extra) = (name.to_owned(), Vec::new(), Vec::new());
    let when = When { zone, begins, minutes: 0, all_day: false, rule: None, extra, gone };
    let lines = zones::written(std::iter::once(&when));
    described(lines.iter().map(String::as_str)).first().map(Described::clocks)
}

/// The zone of the list whose clocks do the same; by its offset alone where they do nothing.
fn like(wanted: &Clocks) -> Option<String> {
    let known = CLOCKS.iter().find(|(clocks, _)| clocks.as_ref() == Some(wanted));
    known.map(|(_, place)| (*place).to_owned()).or_else(|| match wanted.as_slice() {
        // The list counts these from the other side: eight hours before Greenwich is GMT-8.
        [(offset, month, _)] if month.is_empty() && offset.ends_with("00") => {
            let hours: i8 = offset.get(..3)?.parse().ok()?;
            zoned(&if hours == 0 { "UTC".to_owned() } else { format!("Etc/GMT{:+}", -hours) })
        }
        _ => None,
    })
}

fn by_windows(name: &str) -> Option<String> {
    let found = WINDOWS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name.trim()));
    found.map(|(_, place)| (*place).to_owned())
}

/// The zones that a file describes by names that the list does not have, each with the name that it has there.
pub(super) fn zones(file: &str) -> HashMap<String, String> {
    let unknown = described(file.lines()).into_iter().filter(|zone| zoned(&zone.name).is_none());
    let mut found = HashMap::new();
    for zone in unknown.take(LOOKED_FOR_MAX) {
        let place = zone.place.as_deref().and_then(zoned);
        if let Some(place) = place.or_else(|| by_windows(&zone.name)).or_else(|| like(&zone.clocks())) {
            found.insert(zone.name, place);
        }
    }
    found
}

/// A line names its zone as the list does.
pub(super) fn renamed(line: &mut Line, known: &HashMap<String, String>) {
    for (_, value) in line.parameters.iter_mut().filter(|(name, _)| name == "TZID") {
        if zoned(value).is_some() {
            continue;
        }
        if let Some(place) = known.get(value.as_str()).cloned().or_else(|| by_windows(value)) {
            *value = place;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, inner: &str) -> Option<String> {
        zones(&format!("BEGIN:VTIMEZONE\nTZID:{name}\n{inner}END:VTIMEZONE\n")).remove(name)
    }

    #[test]
    fn a_zone_of_another_name_is_known_by_windows_by_its_place_or_by_its_clocks() {
        assert_eq!(of("China Standard Time", "").as_deref(), Some("Asia/Shanghai"));
        assert_eq!(of("Mine", "X-LIC-LOCATION:Asia/Urumqi\n").as_deref(), Some("Asia/Urumqi"));
        let berlin = "BEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n\
                      RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:16010101T020000\n\
                      TZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\n";
        assert_eq!(of("Customized Time Zone", berlin).as_deref(), Some("Europe/Berlin"));
        let east = |offset: &str| {
            format!(
                "BEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:{offset}\nTZOFFSETTO:{offset}\nEND:STANDARD\n"
            )
        };
        assert_eq!(of("Beijing", &east("+0800")).as_deref(), Some("Asia/Shanghai"));
        assert_eq!(of("Azores", &east("-0100")).as_deref(), Some("Etc/GMT+1"));
        assert_eq!(of("Nowhere", &east("+0123")), None);
        let mut line = line("DTSTART;TZID=\"Tokyo Standard Time\":20261201T090000").unwrap();
        renamed(&mut line, &HashMap::new());
        assert_eq!(line.says("TZID"), Some("Asia/Tokyo"));
    }
}
