//! Instants as services write them, from seconds since 1970.

const DAY_S: i64 = 86_400;

/// Year, month and day (proleptic Gregorian, UTC): days are counted in eras of 400 years that begin in March.
fn civil(at: i64) -> (i64, i64, i64) {
    let days = at.div_euclid(DAY_S) + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

/// `2023-10-26`.
pub(crate) fn date(at: i64) -> String {
    let (year, month, day) = civil(at);
    format!("{year:04}-{month:02}-{day:02}")
}

/// `2023-10-26T10:22:32Z`.
pub(crate) fn instant(at: i64) -> String {
    let of_day = at.rem_euclid(DAY_S);
    format!("{}T{:02}:{:02}:{:02}Z", date(at), of_day / 3_600, of_day / 60 % 60, of_day % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_in_utc() {
        for (at, written) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_698_315_752, "2023-10-26T10:22:32Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
        ] {
            assert_eq!(instant(at), written);
        }
        assert_eq!(date(1_551_113_065), "2019-02-25");
    }
}
