//! Reading an archive of an organisation as a stranger's: the signature first, then no more than such a thing holds.

use std::collections::{HashMap, HashSet};

use super::archive::{Content, DOMAIN, Department, FORMAT, MEMBERS_MAX};
use crate::moving::{Signed, Wrong, verified};
use crate::org::department::{DEPARTMENTS_MAX, DEPTH_MAX};

/// Rules of one archive.
const RULES_MAX: usize = 200;
/// Signs of a word in it.
const WORD_MAX: usize = 200;

/// Reads it; answers the key of the house that signed it, too.
pub(super) fn read(signed: &Signed<'_>) -> Result<([u8; 32], Content), Wrong> {
    let key = verified(signed, FORMAT, DOMAIN)?;
    let content: Content = serde_json::from_str(signed.content).map_err(|_| Wrong::Damaged)?;
    if content.format != FORMAT {
        return Err(Wrong::Format);
    }
    if is_sound(&content) { Ok((key, content)) } else { Err(Wrong::Damaged) }
}

/// Whether it is what such an archive can be.
fn is_sound(content: &Content) -> bool {
    let is_word = |word: &str| word.chars().count() <= WORD_MAX && !word.chars().any(char::is_control);
    let heads = [&content.house, &content.profile, &content.policy, &content.org];
    let departments = content.departments.iter().flat_map(|one| [Some(&one.id), one.external_id.as_ref()]);
    let members = content.members.iter().flat_map(|one| {
        [Some(&one.id), one.name.as_ref(), one.position.as_ref(), one.external_id.as_ref(), Some(&one.role)]
    });
    content.departments.len() <= DEPARTMENTS_MAX
        && content.members.len() <= MEMBERS_MAX
        && content.numbers.len().max(content.keeps.len()) <= RULES_MAX
        && heads.into_iter().chain(departments.chain(members).flatten()).all(|word| is_word(word))
        && unique(content.departments.iter().map(|one| one.id.as_str()))
        && unique(content.members.iter().map(|one| one.id.as_str()))
        && in_order(&content.departments).is_some()
}

fn unique<'a>(mut ids: impl Iterator<Item = &'a str>) -> bool {
    let mut seen = HashSet::new();
    ids.all(|id| seen.insert(id))
}

/// The departments so that each comes after the one above it; `None` where one stands below itself, below nothing or too deep.
pub(super) fn in_order(departments: &[Department]) -> Option<Vec<&Department>> {
    let known: HashMap<&str, &Department> = departments.iter().map(|one| (one.id.as_str(), one)).collect();
    let depth = |one: &Department| {
        let (mut depth, mut above) = (0, one.parent.as_deref());
        while let Some(id) = above {
            depth += 1;
            if depth >= DEPTH_MAX {
                return None;
            }
            above = known.get(id)?.parent.as_deref();
        }
        Some(depth)
    };
    let mut placed = departments.iter().map(|one| Some((depth(one)?, one))).collect::<Option<Vec<_>>>()?;
    placed.sort_by_key(|(depth, _)| *depth);
    Some(placed.into_iter().map(|(_, one)| one).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn department(id: &str, parent: Option<&str>) -> Department {
        let parent = parent.map(str::to_owned);
        Department { id: id.to_owned(), parent, name: id.to_owned(), external_id: None }
    }

    #[test]
    fn a_department_comes_after_the_one_above_it_and_never_stands_below_itself() {
        let forest = [department("c", Some("b")), department("b", Some("a")), department("a", None)];
        let order: Vec<&str> = in_order(&forest).unwrap().iter().map(|one| one.id.as_str()).collect();
        assert_eq!(order, ["a", "b", "c"]);
        assert!(in_order(&[department("a", Some("b")), department("b", Some("a"))]).is_none());
        assert!(in_order(&[department("a", Some("nowhere"))]).is_none());
        let chain: Vec<Department> = (0..=DEPTH_MAX)
            .map(|at| department(&at.to_string(), at.checked_sub(1).map(|up| up.to_string()).as_deref()))
            .collect();
        assert!(in_order(&chain[..DEPTH_MAX]).is_some() && in_order(&chain).is_none());
    }
}
