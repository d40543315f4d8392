//! Where a department may stand.

use std::collections::HashMap;

use super::DepartmentId;
use crate::org::rules::NoLine;
use crate::org::{Line, Refusal};

/// Departments of one organisation.
pub const DEPARTMENTS_MAX: usize = 2_000;
/// Departments above one another.
pub const DEPTH_MAX: usize = 16;
/// Characters of a name.
const NAME_MAX: usize = 64;

/// A department's name.
///
/// # Errors
/// What is wrong with it.
pub fn name(typed: &str) -> Result<Line, Refusal> {
    Line::read(typed, NAME_MAX).map_err(|why| match why {
        NoLine::Empty => Refusal::DepartmentNameMissing,
        NoLine::Wrong => Refusal::DepartmentNameWrong,
    })
}

/// One more department, or `department` of the tree, may stand below `parent`.
///
/// # Errors
/// Why not: there is no such parent, it stands below the department itself, or it would be too many or too deep.
pub fn place(
    tree: &[(DepartmentId, Option<DepartmentId>)],
    department: Option<DepartmentId>,
    parent: Option<DepartmentId>,
) -> Result<(), Refusal> {
    let above: HashMap<DepartmentId, Option<DepartmentId>> = tree.iter().copied().collect();
    if department.is_none() && tree.len() >= DEPARTMENTS_MAX {
        return Err(Refusal::DepartmentLimit);
    }
    let (mut depth, mut next) = (1, parent);
    while let Some(at) = next {
        if Some(at) == department {
            return Err(Refusal::DepartmentCycle);
        }
        next = *above.get(&at).ok_or(Refusal::DepartmentUnknown)?;
        depth += 1;
        if depth > DEPTH_MAX {
            return Err(Refusal::DepartmentLimit);
        }
    }
    let below = department.map_or(0, |department| height(tree, department));
    if depth + below > DEPTH_MAX { Err(Refusal::DepartmentLimit) } else { Ok(()) }
}

/// How many people stand in each department and all below it, from how many stand in each.
pub fn sums(tree: &[(DepartmentId, Option<DepartmentId>, i64)]) -> HashMap<DepartmentId, i64> {
    let above: HashMap<DepartmentId, Option<DepartmentId>> =
        tree.iter().map(|(id, parent, _)| (*id, *parent)).collect();
    let mut sums: HashMap<DepartmentId, i64> = HashMap::new();
    for (id, _, people) in tree {
        let mut next = Some(*id);
        for _ in 0..DEPTH_MAX {
            let Some(at) = next else { break };
            *sums.entry(at).or_default() += people;
            next = above.get(&at).copied().flatten();
        }
    }
    sums
}

/// The departments so that each comes before those below it, beside one another by their key.
pub fn in_order<K: Ord>(
    tree: impl Iterator<Item = (DepartmentId, Option<DepartmentId>, K)>,
) -> Vec<DepartmentId> {
    let mut below: HashMap<Option<DepartmentId>, Vec<(K, DepartmentId)>> = HashMap::new();
    for (id, parent, key) in tree {
        below.entry(parent).or_default().push((key, id));
    }
    for beside in below.values_mut() {
        beside.sort();
    }
    let (mut order, mut open) = (Vec::new(), vec![None]);
    while let Some(at) = open.pop() {
        order.extend(at);
        let under = below.remove(&at).unwrap_or_default();
        open.extend(under.into_iter().rev().map(|(_, id)| Some(id)));
    }
    order
}

/// How many departments stand below one another under this one.
fn height(tree: &[(DepartmentId, Option<DepartmentId>)], department: DepartmentId) -> usize {
    let mut level = vec![department];
    for depth in 0..=DEPTH_MAX {
        level = tree
            .iter()
            .filter(|(_, parent)| parent.is_some_and(|at| level.contains(&at)))
            .map(|(id, _)| *id)
            .collect();
        if level.is_empty() {
            return depth;
        }
    }
    DEPTH_MAX
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u8) -> DepartmentId {
        DepartmentId::from_bytes([number; 16])
    }

    /// 1 with 2 below it, with 3 below that, and so on.
    fn chain(length: u8) -> Vec<(DepartmentId, Option<DepartmentId>)> {
        (1..=length).map(|number| (id(number), (number > 1).then(|| id(number - 1)))).collect()
    }

    #[test]
    fn a_department_never_stands_below_itself() {
        let tree = chain(4);
        assert!(matches!(place(&tree, Some(id(1)), Some(id(1))), Err(Refusal::DepartmentCycle)));
        assert!(matches!(place(&tree, Some(id(1)), Some(id(4))), Err(Refusal::DepartmentCycle)));
        assert!(matches!(place(&tree, Some(id(2)), Some(id(3))), Err(Refusal::DepartmentCycle)));
        assert!(place(&tree, Some(id(4)), Some(id(1))).is_ok());
        assert!(place(&tree, Some(id(2)), None).is_ok());
    }

    #[test]
    fn a_parent_is_a_department_of_the_same_organisation() {
        assert!(matches!(place(&chain(2), None, Some(id(9))), Err(Refusal::DepartmentUnknown)));
    }

    #[test]
    fn a_tree_is_shown_from_above_in_its_order_with_its_sums() {
        let tree = [(id(3), Some(id(1)), 5), (id(1), None, 1), (id(4), Some(id(3)), 2), (id(2), None, 7)];
        let sums = sums(&tree);
        assert_eq!((sums[&id(1)], sums[&id(2)], sums[&id(3)], sums[&id(4)]), (8, 7, 7, 2));
        let places = [(id(3), Some(id(1)), 0), (id(1), None, 2), (id(4), Some(id(1)), -1), (id(2), None, 1)];
        assert_eq!(in_order(places.into_iter()), [id(2), id(1), id(4), id(3)]);
    }

    #[test]
    fn departments_are_bounded_in_number_and_depth() {
        let deep = chain(16);
        assert!(place(&deep, None, Some(id(15))).is_ok());
        assert!(matches!(place(&deep, None, Some(id(16))), Err(Refusal::DepartmentLimit)));
        let mut two = chain(10);
        two.extend([(id(101), None), (id(102), Some(id(101)))]);
        two.extend((103..=107).map(|number| (id(number), Some(id(number - 1)))));
        assert!(matches!(place(&two, Some(id(101)), Some(id(10))), Err(Refusal::DepartmentLimit)), "17 deep");
        assert!(place(&two, Some(id(101)), Some(id(9))).is_ok(), "16 deep");
        let many: Vec<_> = (0..2_000_u16)
            .map(|number| {
                let mut bytes = [0; 16];
                bytes[..2].copy_from_slice(&number.to_be_bytes());
                (DepartmentId::from_bytes(bytes), None)
            })
            .collect();
        assert!(matches!(place(&many, None, None), Err(Refusal::DepartmentLimit)));
    }
}
