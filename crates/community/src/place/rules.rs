//! What may be written of a place: plain functions on plain values.

use yard::org::Line;

use super::Refusal;

/// Buildings, units, homes and doors of one community, at most.
pub(crate) const BUILDINGS_MAX: i64 = 500;
pub(crate) const UNITS_MAX: i64 = 5_000;
pub(crate) const HOMES_MAX: i64 = 50_000;
pub(super) const DOORS_MAX: i64 = 5_000;

/// One to `most` characters.
pub(crate) fn line(field: &'static str, typed: &str, most: usize) -> Result<String, Refusal> {
    Line::read(typed, most).map(|line| line.as_str().to_owned()).map_err(|_| Refusal::Field(field))
}

/// Degrees in millionths: about a tenth of a metre.
pub(super) fn point(latitude: Option<f64>, longitude: Option<f64>) -> Result<Option<(i64, i64)>, Refusal> {
    match (latitude, longitude) {
        (None, None) => Ok(None),
        (Some(north), Some(east)) => match (millionths(north, 90), millionths(east, 180)) {
            (Some(north), Some(east)) => Ok(Some((north, east))),
            _ => Err(Refusal::Point),
        },
        _ => Err(Refusal::Point),
    }
}

fn millionths(degrees: f64, most: i32) -> Option<i64> {
    let within = degrees.is_finite() && degrees.abs() <= f64::from(most);
    // Within bounds of a few hundred million: nothing is lost.
    #[expect(clippy::cast_possible_truncation, reason = "at most 180 million")]
    within.then(|| (degrees * 1e6).round() as i64)
}

/// The same as degrees.
pub(super) fn degrees(millionths: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "at most 180 million")]
    let degrees = millionths as f64 / 1e6;
    degrees
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_on_the_globe_and_whole() {
        assert_eq!(point(None, None).unwrap(), None);
        assert_eq!(point(Some(39.904_2), Some(116.407_4)).unwrap(), Some((39_904_200, 116_407_400)));
        assert_eq!(point(Some(-90.0), Some(180.0)).unwrap(), Some((-90_000_000, 180_000_000)));
        for (north, east) in [
            (Some(1.0), None),
            (Some(90.1), Some(0.0)),
            (Some(0.0), Some(-180.5)),
            (Some(f64::NAN), Some(0.0)),
        ] {
            assert!(point(north, east).is_err(), "{north:?} {east:?}");
        }
    }
}
