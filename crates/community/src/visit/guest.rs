//! What a visitor does with his link, who has no account: see where and when, take the visit into his calendar.

use ground::Timestamp;
use policy::{Category, Lang};
use std::net::IpAddr;
use vault::Field;
use yard::account::store as accounts;
use yard::{House, token};

use super::store::{self, Found};
use super::{LINK, Refusal, faces, rules};
use crate::face;
use crate::household::store as households;
use crate::pass::{self, OwnCode};
use crate::place::{Community, store as places};
use crate::vehicle::calendar;

/// The key of a count is the keyed fingerprint of a network.
pub(crate) const ADDRESS: Field<String> = Field::declare("yard_rate", "key", Category::NetworkAddress);

/// A visit as the visitor sees it: nothing of whoever invited him but the home.
pub(super) struct Seen {
    pub found: Found,
    pub community: Community,
    /// The number of the home; nothing of a property's couriers.
    pub home: Option<String>,
    pub doors: Vec<String>,
    /// Nothing for who opens by a PIN.
    pub code: Option<OwnCode>,
    /// Where his face opens, or would; nothing where no door has an eye for it.
    pub face: Option<face::Shown>,
    pub now: Timestamp,
}

/// The visit behind a link, with the right behind it standing.
pub(super) async fn behind(house: &House, link: &str) -> Result<Seen, Refusal> {
    if link.len() != token::SIGNS {
        return Err(Refusal::Link);
    }
    let verifier = house.vault.index(&LINK, link);
    let mut view = house.db.view().await?;
    let found = store::by_link(&mut view, verifier).await?.ok_or(Refusal::Link)?;
    let now = view.now();
    if let Some(resident) = found.row.resident {
        let by = households::find(&mut view, resident).await?.ok_or(Refusal::Link)?;
        if !by.lives(now) || !by.rights.invite {
            return Err(Refusal::Link);
        }
    }
    let community = places::of(&mut view, found.row.org).await?.ok_or(Refusal::Link)?;
    let home = match found.row.home {
        Some(home) => places::find(&mut view, home).await?.map(|home| home.number),
        None => None,
    };
    Ok(Seen { found, community, home, doors: Vec::new(), code: None, face: None, now })
}

/// Counts one who asks, so that nobody tries links.
pub(super) async fn counted(house: &House, from: IpAddr) -> Result<(), Refusal> {
    let key = house.vault.index(&ADDRESS, &rules::network(from));
    let mut cx = house.db.begin().await?;
    let count = accounts::count(&mut cx, rules::LOOKS, key).await?;
    cx.commit().await?;
    if count > i64::from(rules::LOOKS.most) { Err(Refusal::TooMany) } else { Ok(()) }
}

/// Shows it, with what his phone makes codes of.
pub(super) async fn look(house: &House, from: IpAddr, link: &str) -> Result<Seen, Refusal> {
    counted(house, from).await?;
    let mut seen = behind(house, link).await?;
    let at = (seen.found.row.org, seen.found.row.pass);
    let (doors, code) = pass::code_of(house, at).await?.ok_or(Refusal::Link)?;
    seen.face = faces::of(house, &mut house.db.view().await?, &seen.found).await?;
    seen.doors = doors;
    seen.code = code.map(OwnCode::from);
    Ok(seen)
}

/// The window as an entry for his calendar.
pub(super) async fn into_calendar(
    house: &House,
    from: IpAddr,
    link: &str,
    lang: Lang,
) -> Result<String, Refusal> {
    counted(house, from).await?;
    let seen = behind(house, link).await?;
    let what = if lang == Lang::ZhCn { "做客" } else { "A visit" };
    let place = format!(
        "{} {}, {}",
        seen.community.name,
        seen.home.as_deref().unwrap_or_default(),
        seen.community.address
    );
    let visit = calendar::Visit {
        id: seen.found.row.id.to_string(),
        what: &format!("{what} · {}", seen.community.name),
        place: &place,
        from: seen.found.row.from_at,
        until: seen.found.row.until_at,
        now: seen.now,
    };
    Ok(calendar::entry(&visit))
}
