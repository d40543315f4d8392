//! What anyone may do: fetch the checkpoint and its proofs; and a witness: cosign it.

use ground::{Caller, Fault};
use vault::{Checkpoint, Cosigned, Proven, Witness};

use super::Refusal;
use crate::House;
use crate::access::the_house;

/// Holds the witnesses of the settings against what a witness's key looks like.
///
/// # Errors
/// A fault naming the first that is none.
pub fn check_witnesses(witnesses: &[String]) -> Result<(), Fault> {
    match witnesses.iter().find(|text| Witness::read(text).is_none()) {
        Some(text) => Err(Fault::new(format!("audit.witnesses: `{text}` is not the key of a witness"))),
        None => Ok(()),
    }
}

/// The newest checkpoint as a note.
pub(super) async fn checkpoint(house: &House, caller: Caller) -> Result<String, Refusal> {
    let view = house.db.view().await?;
    view.permit(caller, "audit.read", &the_house())?;
    drop(view);
    Ok(house.vault.note().await?)
}

/// What leads from a smaller log, and from a leaf, to the newest checkpoint.
pub(super) struct Proofs {
    pub head: Checkpoint,
    pub consistency: Option<Vec<[u8; 32]>>,
    pub inclusion: Option<Proven>,
}

/// The proofs that are asked for, to the newest checkpoint.
pub(super) async fn prove(
    house: &House,
    caller: Caller,
    old: Option<u64>,
    leaf: Option<u64>,
) -> Result<Proofs, Refusal> {
    let view = house.db.view().await?;
    view.permit(caller, "audit.read", &the_house())?;
    drop(view);
    let inclusion = match leaf {
        Some(leaf) => Some(house.vault.prove(leaf).await?.ok_or(Refusal::Unknown)?),
        None => None,
    };
    let head = match &inclusion {
        Some(proven) => proven.checkpoint.clone(),
        None => house.vault.checkpoint().await?,
    };
    let consistency = match old {
        Some(old) if old == 0 || old > head.size => return Err(Refusal::Unknown),
        Some(old) => Some(house.vault.prove_consistency(old, head.size).await?),
        None => None,
    };
    Ok(Proofs { head, consistency, inclusion })
}

/// Keeps a checkpoint that a witness cosigned.
pub(super) async fn cosign(house: &House, caller: Caller, note: &str) -> Result<Cosigned, Refusal> {
    let view = house.db.view().await?;
    view.permit(caller, "audit.read", &the_house())?;
    drop(view);
    let witnesses: Vec<Witness> =
        house.config.audit.witnesses.iter().filter_map(|text| Witness::read(text)).collect();
    house.vault.cosign(note, &witnesses).await?.ok_or(Refusal::NotCosigned)
}
