//! Pairing, from the side of the house: an agent whose code was scanned proves that it knows it, and is the door's from then on.

use ::pass::{Chain, Offer, Request};
use ground::Fault;
use yard::House;

use super::invited::Invitations;
use super::{Agent, AgentId, Listed, keys, rules, store, subject};

/// Answers what an agent asks; nothing where nobody scanned it, it does not know the code, or the request came before.
pub(super) async fn offer(
    house: &House,
    invited: &Invitations,
    request: &Request,
) -> Result<Option<Offer>, Fault> {
    let now = house.clock.now();
    let Some(one) = invited.asked(request.agent, request.nonce, now) else { return Ok(None) };
    let signer = keys::signer_made(house, one.org).await?;
    let proved = one.invitation.offer(request, signer.public(), rules::door_of(one.door));
    let Ok((offer, paired)) = proved else { return Ok(None) };
    if !invited.answered(request.agent, request.nonce, now) {
        return Ok(None);
    }
    let id = AgentId::fresh(&house.clock);
    let secret = paired.secret.bytes().to_vec();
    let new = Agent {
        id,
        org: one.org,
        door: one.door,
        key: paired.agent,
        secret: house.vault.seal(&Agent::SECRET, subject(one.org), id.bytes(), &secret).await?,
        paired_at: now,
        heard_at: None,
        listed: Listed { version: 0, digest: None },
        holds: 0,
        chain: Chain::begin(paired.door, paired.agent),
        knows_time: None,
        trouble: None,
        full_at: None,
        eye: None,
    };
    let mut cx = house.db.begin().await?;
    store::pair(&mut cx, &new).await?;
    rules::wake(&mut cx, &[one.door]);
    cx.commit().await?;
    Ok(Some(offer))
}
