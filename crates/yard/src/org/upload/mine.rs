//! What somebody sees of lists that name him, and what he says to it.

use ground::{Caller, OrgId, Person, Scope};
use policy::Purpose;
use serde_json::json;
use std::collections::{HashMap, HashSet};
use vault::{Sealed, untyped};

use super::rules::Details;
use super::store::{self, NamedRow, UploadRow};
use super::{Refusal, UploadId, UploadRowId};
use crate::House;
use crate::org::Line;
use crate::org::actions::tell_administrators;
use crate::org::invitation;
use crate::org::record::{Field, store as records};
use crate::org::scim::store as connections;
use crate::org::store as orgs;

/// What one list has of me.
pub(super) struct Mine {
    pub row: NamedRow,
    pub made_at: ground::Timestamp,
    pub org: String,
    pub texts: [String; 3],
    /// What it says of me, while it waits.
    pub details: Vec<(Field, String)>,
}

/// The lists that name me, with what was attested of each; and of which organisations I refuse them.
pub(super) async fn list(house: &House, who: Person) -> Result<(Vec<Mine>, Vec<(OrgId, String)>), Refusal> {
    if who.limited {
        return Err(crate::org::Refusal::Limited.into());
    }
    let mut view = house.db.view().await?;
    let Scope::Own(person) = view.scope(who, "upload.list")? else { return Ok(Default::default()) };
    let rows = store::of_person(&mut view, person).await?;
    let refused = store::refused(&mut view, person).await?;
    let mut lists: HashMap<UploadId, UploadRow> = HashMap::new();
    let mut names = HashMap::new();
    let named: HashSet<(OrgId, UploadId)> = rows.iter().map(|row| (row.org, row.upload)).collect();
    for (org, upload) in named {
        if let Some(list) = store::find(&mut view, org, upload).await? {
            lists.insert(upload, list);
        }
    }
    let of: HashSet<OrgId> = lists.values().map(|list| list.org).chain(refused.iter().copied()).collect();
    for org in of {
        names.insert(org, store::org_name(&mut view, org).await?);
    }
    drop(view);
    let caller = Caller::from(who);
    let mut mine = Vec::with_capacity(rows.len());
    for row in rows {
        let (Some(list), Some(name)) = (lists.get(&row.upload), names.get(&row.org)) else { continue };
        let mut sealed =
            vec![untyped(name), untyped(&list.purpose), untyped(&list.extent), untyped(&list.usage)];
        sealed.extend(row.details.as_ref().map(untyped));
        let look = house.vault.look(&caller, Purpose::MemberUpload).act("upload.list");
        let opened = look.open_many(&sealed).await?;
        let mut texts = opened.into_iter().map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        let mut next = || texts.next().unwrap_or_default();
        let (org, texts_of) = (next(), [next(), next(), next()]);
        let details = serde_json::from_str::<Details>(&next()).unwrap_or_default();
        let made_at = list.made_at;
        mine.push(Mine { row, made_at, org, texts: texts_of, details: details.fields.into_iter().collect() });
    }
    let look = house.vault.look(&caller, Purpose::MemberUpload).act("upload.list");
    let refused_names: Vec<&Sealed<Line>> = refused.iter().filter_map(|org| names.get(org)).collect();
    let refused_names = look.open_many(refused_names).await?;
    let refused = refused.into_iter().zip(refused_names).map(|(org, name)| (org, name.as_str().to_owned()));
    Ok((mine, refused.collect()))
}

/// Refuses what a list has of me: what waits goes, with the invitation that it made, what it brought into my record goes, and no
/// list of this organisation brings anything in of me again, a member or not. Those who run the organisation are told.
pub(super) async fn refuse(house: &House, who: Person, id: UploadRowId) -> Result<(), Refusal> {
    if who.limited {
        return Err(crate::org::Refusal::Limited.into());
    }
    let mut cx = house.db.begin().await?;
    let Scope::Own(person) = cx.scope(who, "upload.list")? else { return Err(Refusal::Absent) };
    let seen = store::mine(&mut cx, id, person).await?.ok_or(Refusal::Absent)?;
    // In one order with whoever brings lists in or files them; and the row as it is then.
    orgs::lock(&mut cx, seen.org).await?;
    let row = store::mine(&mut cx, id, person).await?.ok_or(Refusal::Absent)?;
    store::drop_positions(&mut cx, row.org, row.upload, Some(person)).await?;
    records::drop_of_upload(&mut cx, row.upload, Some(person)).await?;
    store::remove(&mut cx, id).await?;
    let (_, others) = store::declined(&mut cx, row.org, person).await?;
    store::refuse(&mut cx, row.org, person).await?;
    connections::forget(&mut cx, row.org, person).await?;
    if (row.invited || others)
        && let Some(invitation) = invitation::decline_listed(&mut cx, row.org, person).await?
    {
        let body = json!({ "org": row.org, "invitation": invitation });
        tell_administrators(&mut cx, row.org, "org.declined", &body).await?;
    }
    let body = json!({ "org": row.org, "upload": row.upload });
    tell_administrators(&mut cx, row.org, "org.upload_refused", &body).await?;
    Ok(cx.commit().await?)
}

/// Lets lists of an organisation name me again.
pub(super) async fn allow(house: &House, who: Person, org: OrgId) -> Result<(), Refusal> {
    if who.limited {
        return Err(crate::org::Refusal::Limited.into());
    }
    let mut cx = house.db.begin().await?;
    cx.scope(who, "upload.list")?;
    if !store::allow(&mut cx, org, who.person).await? {
        return Err(Refusal::Absent);
    }
    Ok(cx.commit().await?)
}
