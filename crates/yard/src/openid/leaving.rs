//! Signing out at the word of an application (OpenID Connect RP-Initiated Logout 1.0): it says where its person goes afterwards, and he
//! alone says whether he leaves the house, too.

use ground::Fault;
use std::collections::HashMap;
use std::str::FromStr;

use super::request::{named, with};
use super::{Refusal, jwt};
use crate::House;
use crate::application::{ApplicationId, store as applications};

/// Where an application leads somebody who signs out.
pub(super) struct Farewell {
    /// What it is called; nothing where the house did not sign what it brought.
    pub name: Option<String>,
    /// Where he goes on, where that is registered.
    pub to: Option<String>,
}

/// Reads the question of an application; of one that the house did not sign for, nobody is told and nowhere is he led.
pub(super) async fn read(house: &House, query: &str) -> Result<Farewell, Refusal> {
    let query = named(query).ok_or(Refusal::Question)?;
    let Some(id) = asks(house, &query).await? else { return Ok(Farewell { name: None, to: None }) };
    let found = applications::find(&mut house.db.view().await?, id).await?;
    let Some(application) = found else { return Ok(Farewell { name: None, to: None }) };
    let wanted = query.get("post_logout_redirect_uri");
    let to = application.logouts.iter().find(|known| Some(*known) == wanted);
    let state = query.get("state").map(String::as_str);
    let to = to.map(|address| with(address, &[("state", state)]));
    Ok(Farewell { name: Some(application.name), to })
}

/// Which application asks, by what the house signed for it; expired counts, for it proves no more than who asks.
async fn asks(house: &House, query: &HashMap<String, String>) -> Result<Option<ApplicationId>, Fault> {
    let Some(hint) = query.get("id_token_hint") else { return Ok(None) };
    let Some(told) = jwt::own(house, hint).await? else { return Ok(None) };
    let audience = told["aud"].as_str().unwrap_or_default();
    if query.get("client_id").is_some_and(|named| named != audience) {
        return Ok(None);
    }
    Ok(ApplicationId::from_str(audience).ok())
}
