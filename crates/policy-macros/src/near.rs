//! The nearest of the known names, for hints in errors.

/// The known name that was probably meant, if one is close enough.
pub(crate) fn nearest<'a>(meant: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|name| (distance(meant, name), name))
        .filter(|(far, name)| *far <= 3 || name.contains(meant) || (meant.len() > 3 && meant.contains(*name)))
        .min()
        .map(|(_, name)| name)
}

/// Levenshtein distance: how many letters to change, add or drop.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let swap = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = swap.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typing_error_finds_the_name_that_was_meant() {
        let known = ["display-name", "phone-number", "avatar"];
        assert_eq!(nearest("phone-nunber", known), Some("phone-number"));
        assert_eq!(nearest("phone", known), Some("phone-number"));
        assert_eq!(nearest("shoe-size", known), None);
    }

    #[test]
    fn the_distance_counts_letters() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("same", "same"), 0);
    }
}
