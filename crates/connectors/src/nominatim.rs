//! The address of a place, as a geocoder says it that speaks as Nominatim does.
//!
//! Nominatim's documented interface, "Reverse geocoding": `/reverse` with `lat` and `lon` in degrees of WGS84 answers with one place,
//! or with `error` where it knows of none there. Coordinates go, rounded, and what form the answer has; of the answer one line is read.

use serde::Deserialize;

use crate::{Refused, Why};

/// Signs of an address, at most.
const ADDRESS_MAX: usize = 200;
/// How near a place is looked for: 18 is a building.
const ZOOM: u8 = 18;

/// A place on earth to about ten metres: its degrees in ten-thousandths.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Near {
    north_e4: i32,
    east_e4: i32,
}

#[derive(Deserialize)]
struct Answer {
    display_name: Option<String>,
    error: Option<serde::de::IgnoredAny>,
}

/// Ten-thousandths of a degree in words: `-0.0501`.
fn degrees(e4: i32) -> String {
    let sign = if e4 < 0 { "-" } else { "" };
    format!("{sign}{}.{:04}", e4.unsigned_abs() / 10_000, e4.unsigned_abs() % 10_000)
}

impl Near {
    /// The nearest such place to coordinates in millionths of a degree north and east.
    pub const fn of(latitude_e6: i32, longitude_e6: i32) -> Self {
        const fn rounded(e6: i32) -> i32 {
            e6.saturating_add(50).div_euclid(100)
        }
        Self { north_e4: rounded(latitude_e6), east_e4: rounded(longitude_e6) }
    }

    /// Path and query of the question below the geocoder's address. The languages are the same whoever asks.
    pub fn path(self) -> String {
        let (north, east) = (degrees(self.north_e4), degrees(self.east_e4));
        format!(
            "reverse?format=jsonv2&lat={north}&lon={east}&zoom={ZOOM}&addressdetails=0&accept-language=zh-CN,en"
        )
    }
}

/// The address that an answer says, in at most 200 signs; nothing where none is known there.
///
/// # Errors
/// Why it did not say.
pub fn read(status: u16, body: &[u8]) -> Result<Option<String>, Refused> {
    if status != 200 {
        let why = if status >= 500 || status == 429 { Why::Busy } else { Why::Unknown };
        return Err(Refused::new(why, &format!("http-{status}")));
    }
    let Ok(answer) = serde_json::from_slice::<Answer>(body) else {
        return Err(Refused::new(Why::Unreadable, "http-200"));
    };
    if answer.error.is_some() {
        return Ok(None);
    }
    // A line is a line whoever wrote it.
    let said = answer.display_name.unwrap_or_default();
    let line: String = said.chars().filter(|sign| !sign.is_control()).take(ADDRESS_MAX).collect();
    let line = line.trim();
    Ok((!line.is_empty()).then(|| line.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Next;

    #[test]
    fn coordinates_go_to_about_ten_metres_and_nothing_of_who_asks() {
        let asked = |north, east| Near::of(north, east).path();
        let rest = "&zoom=18&addressdetails=0&accept-language=zh-CN,en";
        for (north, east, lat, lon) in [
            (31_240_049, 121_470_050, "31.2400", "121.4701"),
            (-50_149, -149, "-0.0501", "-0.0001"),
            (-49, 49, "0.0000", "0.0000"),
            (90_000_000, -180_000_000, "90.0000", "-180.0000"),
        ] {
            assert_eq!(asked(north, east), format!("reverse?format=jsonv2&lat={lat}&lon={lon}{rest}"));
        }
    }

    #[test]
    fn an_answer_says_a_line_or_nothing_or_why_not() {
        let said = |body: &str| read(200, body.as_bytes());
        assert_eq!(
            said(r#"{"place_id":1,"display_name":"人民大道 200 号, 上海市\n","extra":{}}"#),
            Ok(Some("人民大道 200 号, 上海市".to_owned()))
        );
        assert_eq!(said(r#"{"error":"Unable to geocode"}"#), Ok(None));
        assert_eq!(said(r#"{"error":{"code":400},"display_name":"x"}"#), Ok(None));
        assert_eq!(said("{}"), Ok(None));
        let long = format!(r#"{{"display_name":"{}"}}"#, "长".repeat(1_000));
        assert_eq!(said(&long).unwrap().unwrap().chars().count(), ADDRESS_MAX);
        assert_eq!(said("<html>").unwrap_err().why, Why::Unreadable);
        for (status, next) in
            [(503, Next::Retry), (429, Next::Retry), (404, Next::GiveUp), (301, Next::GiveUp)]
        {
            assert_eq!(read(status, b"{}").unwrap_err().next(), next, "{status}");
        }
    }
}
