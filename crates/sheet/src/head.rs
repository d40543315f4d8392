//! The header of a sheet, found by the words that people use for each column.

use crate::Sheet;

/// Rows among which the header stands.
const LOOKED_AT: usize = 12;

/// Something that a column may hold.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// What it is called here.
    pub name: &'static str,
    /// What people call it, in lower case and without blanks; the first is what a template says.
    pub words: &'static [&'static str],
}

/// Where the header is, and which column holds what.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Head {
    /// The last row of the header; what follows is meant.
    pub row: usize,
    /// The name of each column, as people see it; of a header in two rows both, with a blank between.
    pub columns: Vec<String>,
    /// For each field its column; nothing where none fits.
    pub fields: Vec<Option<usize>>,
}

/// Finds the header: the row, or two rows, among the first whose names fit most fields; the first row with something in it where none
/// fits any.
#[must_use]
pub fn find(sheet: &Sheet, fields: &[Field]) -> Head {
    let mut best: Option<(usize, Head)> = None;
    for row in 0..sheet.rows.len().min(LOOKED_AT) {
        for columns in [one(sheet, row), two(sheet, row)].into_iter().flatten() {
            let found = matched(&columns.1, fields);
            let score = found.iter().flatten().count();
            if best.as_ref().is_none_or(|(most, _)| score > *most) {
                best = Some((score, Head { row: columns.0, columns: columns.1, fields: found }));
            }
        }
    }
    best.map_or_else(
        || Head { row: 0, columns: Vec::new(), fields: vec![None; fields.len()] },
        |(_, head)| head,
    )
}

fn one(sheet: &Sheet, row: usize) -> Option<(usize, Vec<String>)> {
    let cells = sheet.rows.get(row).filter(|cells| !cells.is_empty())?;
    Some((row, cells.clone()))
}

/// A header of two rows, such as "Owner" over "Name" and "Telephone".
fn two(sheet: &Sheet, row: usize) -> Option<(usize, Vec<String>)> {
    let (upper, lower) = (sheet.rows.get(row)?, sheet.rows.get(row + 1)?);
    if upper.is_empty() || lower.is_empty() {
        return None;
    }
    let columns = (0..upper.len().max(lower.len())).map(|column| {
        let (above, below) = (sheet.at(row, column), sheet.at(row + 1, column));
        match (above, below) {
            ("", below) => below.to_owned(),
            (above, "") => above.to_owned(),
            // A cell that is merged over both rows.
            (above, below) if above == below => above.to_owned(),
            (above, below) => format!("{above} {below}"),
        }
    });
    Some((row + 1, columns.collect()))
}

/// Which column each field has. What is named exactly goes before what only contains the word, and longer words before shorter; no
/// column is two things.
fn matched(columns: &[String], fields: &[Field]) -> Vec<Option<usize>> {
    let names: Vec<String> = columns.iter().map(|name| folded(name)).collect();
    let mut fits: Vec<(usize, usize, usize)> = Vec::new();
    for (field, one) in fields.iter().enumerate() {
        for (column, name) in names.iter().enumerate() {
            let worth = one.words.iter().filter_map(|word| {
                if name == word {
                    Some(1_000 + word.len())
                } else {
                    (word.chars().count() > 1 && name.contains(word)).then_some(word.len())
                }
            });
            if let Some(worth) = worth.max() {
                fits.push((worth, field, column));
            }
        }
    }
    fits.sort_by_key(|(worth, field, column)| (std::cmp::Reverse(*worth), *field, *column));
    let mut found = vec![None; fields.len()];
    let mut taken = vec![false; columns.len()];
    for (_, field, column) in fits {
        let (Some(place), Some(taken)) = (found.get_mut(field), taken.get_mut(column)) else { continue };
        if place.is_none() && !*taken {
            (*place, *taken) = (Some(column), true);
        }
    }
    found
}

/// A name of a column without what stands in brackets behind it, blanks and marks.
fn folded(name: &str) -> String {
    let name = crate::plain(name).to_lowercase();
    let bare = name.split(['(', '[', '【', '（']).next().unwrap_or_default();
    let bare = if bare.trim().is_empty() { name.as_str() } else { bare };
    bare.chars().filter(|sign| sign.is_alphanumeric()).collect()
}
