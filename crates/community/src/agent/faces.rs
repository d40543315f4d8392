//! What a link knows of the eye of its box, and which photo it is handed next.

use ::pass::{FaceId, ToDoor, Way};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::collections::BTreeSet;
use yard::House;

use super::line::Ended;
use super::rules::Passes;
use crate::face::{self, At};

/// The eye of a box that said it has one.
pub(super) struct Seen {
    /// Whether it sees now. What cannot see is handed nothing.
    sees: bool,
    /// What it has.
    holds: BTreeSet<FaceId>,
    /// What it could not use, and what there is no photo of: not tried again on this link.
    passed: BTreeSet<FaceId>,
    /// The one that is on its way: the next goes when it was answered.
    sent: Option<FaceId>,
}

/// A box that speaks of more faces than it may have is none of ours.
fn bounded(faces: BTreeSet<FaceId>) -> Result<BTreeSet<FaceId>, Ended> {
    if faces.len() > ::pass::FACES_MAX { Err(Ended::Faces) } else { Ok(faces) }
}

impl Seen {
    /// What it says of itself.
    ///
    /// # Errors
    /// [`Ended::Faces`] where it says that it has more than any box has.
    pub(super) fn new(sees: bool, holds: Vec<FaceId>) -> Result<Self, Ended> {
        let holds = bounded(holds.into_iter().collect())?;
        Ok(Self { sees, holds, passed: BTreeSet::new(), sent: None })
    }

    pub(super) const fn holds(&self) -> &BTreeSet<FaceId> {
        &self.holds
    }

    /// What it made of what it was handed, and what it has no longer. What it did not take is not handed over again on this
    /// link.
    ///
    /// # Errors
    /// [`Ended::Faces`] where it speaks of more than any box has.
    pub(super) fn hears(&mut self, held: &[FaceId], unfit: &[FaceId], gone: &[FaceId]) -> Result<(), Ended> {
        let is_of = |sent: &mut FaceId| [held, unfit, gone].iter().any(|some| some.contains(sent));
        if let Some(sent) = self.sent.take_if(is_of)
            && !held.contains(&sent)
        {
            self.passed.insert(sent);
        }
        self.holds.extend(held);
        for face in gone {
            self.holds.remove(face);
        }
        self.holds = bounded(std::mem::take(&mut self.holds))?;
        Ok(())
    }

    /// The photo that it is handed next, of those whom its list names and it does not know.
    pub(super) async fn next(
        &mut self,
        house: &House,
        at: At,
        passes: &Passes,
    ) -> Result<Option<ToDoor>, Ended> {
        if !self.sees || self.sent.is_some() || self.holds.len() >= ::pass::FACES_MAX {
            return Ok(None);
        }
        let faces = passes.values().filter_map(|pass| match pass.way {
            Way::Face { face } => Some(face),
            _ => None,
        });
        for face in faces {
            if self.holds.contains(&face) || self.passed.contains(&face) {
                continue;
            }
            match face::picture(house, at, face).await? {
                Some(picture) => {
                    self.sent = Some(face);
                    return Ok(Some(ToDoor::Face { face, picture: STANDARD.encode(picture) }));
                }
                None => drop(self.passed.insert(face)),
            }
        }
        Ok(None)
    }
}
