//! What stands in a cell, read as what it is meant to be.

use std::ops::RangeInclusive;

use jiff::civil::{Date, date};

/// Days as programs for sheets count them, from 30 December 1899: those of 1927 to 2119.
const SERIALS: RangeInclusive<i64> = 10_000..=80_000;

/// Full-width signs as their plain ones, without blanks around them.
#[must_use]
pub fn plain(cell: &str) -> String {
    let folded = cell.chars().map(|sign| match sign {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(sign) - 0xfee0).unwrap_or(sign),
        _ => sign,
    });
    folded.collect::<String>().trim().to_owned()
}

/// A number that is a name, such as of a telephone, a card or a room, as its digits and letters: `'138 0013-8000`, `1.38001E+10`
/// and `１３８００１３８０００` alike. What a program for sheets rounded cannot be known again: numbers beyond fifteen digits
/// are `None` where they were kept as numbers.
#[must_use]
pub fn digits(cell: &str) -> Option<String> {
    let text = plain(cell);
    let text = text.strip_prefix('\'').unwrap_or(&text);
    let mut out: String =
        text.chars().filter(|sign| !matches!(sign, ' ' | '-' | '\u{a0}' | '(' | ')')).collect();
    if let Some((mantissa, exponent)) = out.split_once(['e', 'E'])
        && let Ok(exponent) = exponent.trim_start_matches('+').parse::<usize>()
        && mantissa.bytes().all(|sign| sign.is_ascii_digit() || sign == b'.')
    {
        out = unfolded(mantissa, exponent)?;
    } else if let Some((whole, fraction)) = out.split_once('.')
        && fraction.bytes().all(|digit| digit == b'0')
        && whole.bytes().all(|digit| digit.is_ascii_digit())
    {
        out = whole.to_owned();
    }
    (!out.is_empty()).then_some(out)
}

/// A number as a program for sheets shortens it, in full; `None` where digits are lacking.
fn unfolded(mantissa: &str, exponent: usize) -> Option<String> {
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if exponent > 15 || fraction.len() > exponent || whole.is_empty() {
        return None;
    }
    Some(format!("{whole}{fraction}{}", "0".repeat(exponent - fraction.len())))
}

/// A day: `2026-03-05`, `2026/3/5`, `2026.3.5`, `2026年3月5日`, `20260305`, with a time behind it or not, or the number of a day
/// since 1900 that a program for sheets shows where the cell is no date.
#[must_use]
pub fn day(cell: &str) -> Option<Date> {
    let text = plain(cell);
    let text = text.split([' ', 'T']).next().unwrap_or_default();
    let parts: Vec<&str> =
        text.split(|sign: char| !sign.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [year, month, day] if year.len() == 4 => made(year, month, day),
        [whole] if whole.len() == 8 && *whole == text => made(&whole[..4], &whole[4..6], &whole[6..]),
        [serial] if *serial == text => {
            let serial: i64 = serial.parse().ok()?;
            // A smaller number is a year, or anything.
            let days = jiff::Span::new().try_days(serial).ok().filter(|_| SERIALS.contains(&serial))?;
            date(1899, 12, 30).checked_add(days).ok()
        }
        _ => None,
    }
}

fn made(year: &str, month: &str, day: &str) -> Option<Date> {
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}
