//! The departments that a list names: found by their names from the top, and drawn where administrators bring the list.

use ground::{Caller, Member};

use std::collections::HashMap;

use super::Refusal;
use crate::House;
use crate::org::department::{self, DepartmentId};
use crate::org::{self, Line};

/// Which department stands at a path, and which were drawn.
#[derive(Default)]
pub(super) struct Drawn {
    known: HashMap<Vec<String>, DepartmentId>,
    /// How many are new.
    pub made: usize,
}

impl Drawn {
    /// The tree of the organisation by its names; one look at the directory of departments.
    pub(super) async fn of(house: &House, who: Member) -> Result<Self, Refusal> {
        let mut drawn = Self::default();
        let (mut rows, mut after) = (Vec::new(), None);
        loop {
            let page = department::list(house, &Caller::from(who), who.org, after, PAGE).await?;
            after = page.last().map(|one| one.row.id);
            let full = page.len() >= PAGE as usize;
            rows.extend(page);
            if !full {
                break;
            }
        }
        let named: HashMap<DepartmentId, (Option<DepartmentId>, String)> =
            rows.into_iter().map(|one| (one.row.id, (one.row.parent, one.name))).collect();
        for id in named.keys() {
            let (mut path, mut next) = (Vec::new(), Some(*id));
            while let Some((parent, name)) = next.and_then(|at| named.get(&at)) {
                path.push(name.clone());
                next = *parent;
                if path.len() > department::DEPTH_MAX {
                    break;
                }
            }
            path.reverse();
            drawn.known.insert(path, *id);
        }
        Ok(drawn)
    }

    /// The department at a path, drawn with all above it where it is not there; `None` where it may not be.
    pub(super) async fn at(
        &mut self,
        house: &House,
        who: Member,
        path: &[String],
    ) -> Result<Option<DepartmentId>, Refusal> {
        // A name with a hyphen in it is a name where there is such a department.
        if let Some(known) = self.known.get(path).or_else(|| self.known.get(&vec![path.join("-")])) {
            return Ok(Some(*known));
        }
        let mut parent = None;
        for end in 1..=path.len() {
            let here = &path[..end];
            if let Some(known) = self.known.get(here) {
                parent = Some(*known);
                continue;
            }
            if !who.administrator {
                return Ok(None);
            }
            let Some(name) = here.last().and_then(|name| Line::read(name, 64).ok()) else { return Ok(None) };
            let wish = department::Wish { name, parent, external_id: None };
            let made = match department::create(house, who, wish).await {
                Ok(made) => made.id,
                Err(org::Refusal::DepartmentLimit) => return Ok(None),
                Err(refusal) => return Err(refusal.into()),
            };
            self.made += 1;
            self.known.insert(here.to_vec(), made);
            parent = Some(made);
        }
        Ok(parent)
    }
}

/// Departments that are read at once.
const PAGE: u32 = 500;
