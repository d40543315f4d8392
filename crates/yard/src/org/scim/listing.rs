//! What a connection sees: what it brought, one by one or by a filter, never more of it at once than is bounded.

use ground::{Caller, Fault, View};
use policy::Purpose;
use serde_json::{Map, Value, json};
use std::cmp::Ordering;
use vault::Sealed;

use super::filter::{self, Filter, Place};
use super::inside::store::{self as inside, Group, In};
use super::saying::{self, Wanted};
use super::schema::{Kind, MEMBERS_MAX};
use super::store::{self, Entry};
use super::wire::Connected;
use super::wrong::{Kind as Why, Wrong};
use super::{ScimGroupId, ScimUserId, groups, users};
use crate::org::{self, resource};

/// Who opens what a connection brought; the access log says so, and whom it is about reads it.
pub(super) const BY: Caller = Caller::Program("org.scim");

/// Resources of one answer.
pub(super) const ANSWER_MAX: usize = 200;
/// Members of all groups of one answer.
const TOGETHER_MAX: usize = 20_000;
/// Resources of one answer where nothing is said.
const ANSWER_USUAL: usize = 100;
/// Resources that one filter or one order looks at. Names and numbers of the directory are found however many there are.
const LOOKED_MAX: i64 = 2_000;

/// A resource with what stands in its rows.
pub(super) enum Seen {
    User(Entry, Map<String, Value>),
    Group(Group, Map<String, Value>, Vec<In>),
}

impl Seen {
    /// Its version, as a weak tag (RFC 7644, 3.14).
    pub(super) fn tag(&self) -> String {
        match self {
            Self::User(row, _) => format!("W/\"{}\"", row.version),
            Self::Group(row, _, inside) => format!("W/\"{}.{}\"", row.version, inside.len()),
        }
    }

    /// What the connection said; of a group with what is in it.
    pub(super) fn resource(&self, cx: &Connected<'_>) -> Map<String, Value> {
        match self {
            Self::User(_, said) => said.clone(),
            Self::Group(_, said, inside) => {
                let mut said = said.clone();
                let one = |what: &In| match what {
                    In::User(id) => reference(cx, Kind::User, &id.to_string()),
                    In::Group(id) => reference(cx, Kind::Group, &id.to_string()),
                };
                if !inside.is_empty() {
                    said.insert("members".to_owned(), inside.iter().map(one).collect());
                }
                said
            }
        }
    }
}

fn reference(cx: &Connected<'_>, kind: Kind, id: &str) -> Value {
    json!({ "value": id, "$ref": format!("{}/{}/{id}", cx.at, kind.path()), "type": kind.name() })
}

async fn may(cx: &Connected<'_>, view: &mut View) -> Result<(), Wrong> {
    Ok(view.permit(cx.who, "org.administer", &resource(cx.row.org))?)
}

/// Opens what is said of these people; whom the vault keeps shut is not there.
async fn opened(cx: &Connected<'_>, rows: Vec<Entry>) -> Result<Vec<Seen>, Wrong> {
    let waiting: Vec<&Sealed<String>> = rows.iter().filter_map(|row| row.waiting.as_ref()).collect();
    let own: Vec<&Sealed<String>> = rows.iter().filter_map(|row| row.entry.as_ref()).collect();
    let look = |purpose| cx.house.vault.look(&BY, purpose).act("org.scim");
    let no = |no| Fault::caused("opening what a directory says", no);
    let mut waiting = look(Purpose::MemberUpload).open_present(waiting).await.map_err(no)?.into_iter();
    let mut own = look(Purpose::MemberRecord).open_present(own).await.map_err(no)?.into_iter();
    let mut seen = Vec::with_capacity(rows.len());
    for row in rows {
        let text = if row.entry.is_some() { own.next() } else { waiting.next() };
        if let Some(said) = text.flatten() {
            seen.push(Seen::User(row, read(&said)?));
        }
    }
    Ok(seen)
}

fn read(text: &str) -> Result<Map<String, Value>, Fault> {
    serde_json::from_str(text).map_err(|error| Fault::caused("reading what a directory says", error))
}

async fn opened_groups(cx: &Connected<'_>, rows: Vec<Group>) -> Result<Vec<Seen>, Wrong> {
    let mut within = Vec::with_capacity(rows.len());
    let mut view = cx.house.db.view().await?;
    let mut left = TOGETHER_MAX;
    for row in &rows {
        let inside = inside::in_group(&mut view, row.id).await?;
        let many = || Wrong::bad(Why::TooMany, "so many members are not told at once: ask for fewer groups");
        left = left.checked_sub(inside.len()).ok_or_else(many)?;
        within.push(inside);
    }
    drop(view);
    let look = cx.house.vault.look(&BY, Purpose::Directory).act("org.scim");
    let texts = look.open_present(rows.iter().map(|row| &row.entry)).await;
    let texts = texts.map_err(|no| Fault::caused("opening what a directory calls its groups", no))?;
    let mut seen = Vec::with_capacity(rows.len());
    for ((row, text), mut inside) in rows.into_iter().zip(texts).zip(within) {
        inside.truncate(MEMBERS_MAX);
        if let Some(said) = text {
            seen.push(Seen::Group(row, read(&said)?, inside));
        }
    }
    Ok(seen)
}

/// One resource.
///
/// # Errors
/// That there is none.
pub(super) async fn one(cx: &Connected<'_>, kind: Kind, id: &str) -> Result<Seen, Wrong> {
    let mut view = cx.house.db.view().await?;
    may(cx, &mut view).await?;
    let found = match kind {
        Kind::User => {
            let id: ScimUserId = id.parse().map_err(|_| Wrong::unknown())?;
            let row = store::user(&mut view, &cx.row, id).await?.ok_or_else(Wrong::unknown)?;
            drop(view);
            opened(cx, vec![row]).await?
        }
        Kind::Group => {
            let id: ScimGroupId = id.parse().map_err(|_| Wrong::unknown())?;
            let row = inside::group(&mut view, &cx.row, id).await?.ok_or_else(Wrong::unknown)?;
            drop(view);
            opened_groups(cx, vec![row]).await?
        }
    };
    found.into_iter().next().ok_or_else(Wrong::unknown)
}

/// A resource as it is told to the connection, whole.
///
/// # Errors
/// What the database says.
pub(super) async fn told(cx: &Connected<'_>, seen: Vec<Seen>) -> Result<Vec<Value>, Wrong> {
    let ids: Vec<ScimUserId> = seen
        .iter()
        .filter_map(|one| if let Seen::User(row, _) = one { Some(row.id) } else { None })
        .collect();
    let mut within = inside::groups_of(&mut cx.house.db.view().await?, &ids).await?;
    let mut all = Vec::with_capacity(seen.len());
    for one in seen {
        let (tag, mut said) = (one.tag(), one.resource(cx));
        all.push(match &one {
            Seen::User(row, _) => {
                let of = within.remove(&row.id).unwrap_or_default();
                if !of.is_empty() {
                    let group = |id: &ScimGroupId| {
                        let id = id.to_string();
                        json!({ "value": id, "$ref": format!("{}/Groups/{id}", cx.at) })
                    };
                    said.insert("groups".to_owned(), of.iter().map(group).collect());
                }
                let at = (row.id.to_string(), cx.at.as_str());
                saying::told(Kind::User, said, (&at.0, at.1), (&tag, row.made_at, row.changed_at))
            }
            Seen::Group(row, ..) => {
                let at = (row.id.to_string(), cx.at.as_str());
                saying::told(Kind::Group, said, (&at.0, at.1), (&tag, row.made_at, row.changed_at))
            }
        });
    }
    Ok(all)
}

/// What is asked of many (RFC 7644, 3.4.2).
pub(super) struct Asked {
    pub filter: Option<Filter>,
    pub sort: Option<(Place, bool)>,
    pub from: usize,
    pub most: usize,
    pub wanted: Wanted,
}

impl Asked {
    /// Reads it from words or from the body of a search.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn read(of: &Value) -> Result<Self, Wrong> {
        let text = |name: &str| of.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let number = |name: &str| {
            let value = of.get(name)?;
            value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
        };
        let words = |name: &str| match of.get(name) {
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            Some(Value::String(list)) => {
                list.split(',').map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect()
            }
            _ => Vec::new(),
        };
        let descends = text("sortOrder").is_some_and(|order| order.eq_ignore_ascii_case("descending"));
        let most =
            number("count").map_or(ANSWER_USUAL, |count| usize::try_from(count.max(0)).unwrap_or(ANSWER_MAX));
        Ok(Self {
            filter: text("filter").map(filter::read).transpose()?,
            sort: text("sortBy").map(|by| Ok::<_, Wrong>((filter::place(by)?, descends))).transpose()?,
            from: usize::try_from(number("startIndex").unwrap_or(1).max(1) - 1).unwrap_or(usize::MAX),
            most: most.min(ANSWER_MAX),
            wanted: Wanted::read(&words("attributes"), &words("excludedAttributes"))?,
        })
    }
}

fn many() -> Wrong {
    Wrong::bad(Why::TooMany, "this looks at too many; ask by userName, displayName or externalId")
}

/// Those of a kind that a filter by name or number finds at one look; nothing where the filter is for more.
async fn looked_up(cx: &Connected<'_>, kind: Kind, asked: &Asked) -> Result<Option<Vec<Seen>>, Wrong> {
    let Some(filter) = &asked.filter else { return Ok(None) };
    let name = match kind {
        Kind::User => "userName",
        Kind::Group => "displayName",
    };
    if let Some(id) = filter.named("id") {
        return match one(cx, kind, id).await {
            Ok(seen) => Ok(Some(vec![seen])),
            Err(Wrong::Fault(fault)) => Err(fault.into()),
            Err(_) => Ok(Some(Vec::new())),
        };
    }
    let by =
        filter.named(name).map(|text| (true, text)).or_else(|| Some((false, filter.named("externalId")?)));
    let Some((by_name, text)) = by else { return Ok(None) };
    let mut view = cx.house.db.view().await?;
    may(cx, &mut view).await?;
    Ok(Some(match kind {
        Kind::User => {
            let rows =
                store::users_by(&mut view, &cx.row, (by_name, users::index(cx, by_name, text))).await?;
            drop(view);
            opened(cx, rows).await?
        }
        Kind::Group => {
            let rows =
                inside::groups_by(&mut view, &cx.row, (by_name, groups::index(cx, by_name, text))).await?;
            drop(view);
            opened_groups(cx, rows).await?
        }
    }))
}

/// Those of a kind at a place, and how many there are.
async fn placed(cx: &Connected<'_>, kind: Kind, at: (i64, i64)) -> Result<(Vec<Seen>, i64), Wrong> {
    let mut view = cx.house.db.view().await?;
    may(cx, &mut view).await?;
    match kind {
        Kind::User => {
            let count = store::count_users(&mut view, cx.row.id).await?;
            let rows = store::users(&mut view, &cx.row, at).await?;
            drop(view);
            Ok((opened(cx, rows).await?, count))
        }
        Kind::Group => {
            let count = inside::count_groups(&mut view, cx.row.id).await?;
            let rows = inside::groups(&mut view, &cx.row, at).await?;
            drop(view);
            Ok((opened_groups(cx, rows).await?, count))
        }
    }
}

/// What is asked for of one kind or of both, as it is told.
///
/// # Errors
/// That it looks at too many.
pub(super) async fn list(cx: &Connected<'_>, kinds: &[Kind], asked: &Asked) -> Result<Value, Wrong> {
    let is_plain = asked.filter.is_none() && asked.sort.is_none();
    if let ([kind], true) = (kinds, is_plain) {
        let most = i64::try_from(asked.most).unwrap_or_default();
        let from = i64::try_from(asked.from).unwrap_or(i64::MAX);
        let (seen, count) = placed(cx, *kind, (from, most)).await?;
        return Ok(answer(asked, told(cx, seen).await?, usize::try_from(count).unwrap_or_default()));
    }
    let mut all = Vec::new();
    for kind in kinds {
        let seen = match looked_up(cx, *kind, asked).await? {
            Some(seen) => seen,
            None => {
                let (seen, count) = placed(cx, *kind, (0, LOOKED_MAX)).await?;
                if count > LOOKED_MAX {
                    return Err(many());
                }
                seen
            }
        };
        all.extend(told(cx, seen).await?);
    }
    if let Some(filter) = &asked.filter {
        all.retain(|one| filter.fits(one));
    }
    if let Some((place, descends)) = &asked.sort {
        all.sort_by(|one, other| {
            let order = order(key(place, one), key(place, other));
            if *descends { order.reverse() } else { order }
        });
    }
    let count = all.len();
    let page = all.into_iter().skip(asked.from).take(asked.most).collect();
    Ok(answer(asked, page, count))
}

/// By what a resource is ordered: of several values by the primary one, or the first (RFC 7644, 3.4.2.3).
fn key(place: &Place, of: &Value) -> Option<String> {
    let values = place.values(of);
    let one = values.iter().find(|one| one["primary"] == true).or_else(|| values.first())?;
    let one = if one.is_object() { filter::field(one, "value")? } else { one };
    Some(one.as_str().map_or_else(|| one.to_string(), str::to_lowercase))
}

/// What has none comes last.
fn order(one: Option<String>, other: Option<String>) -> Ordering {
    match (one, other) {
        (Some(one), Some(other)) => one.cmp(&other),
        (one, other) => other.is_some().cmp(&one.is_some()),
    }
}

fn answer(asked: &Asked, page: Vec<Value>, count: usize) -> Value {
    let page: Vec<Value> = page.into_iter().map(|one| asked.wanted.of(one)).collect();
    answered(page, (count, asked.from + 1))
}

/// A list as it is told.
pub(super) fn answered(page: Vec<Value>, (count, from): (usize, usize)) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": count,
        "startIndex": from,
        "itemsPerPage": page.len(),
        "Resources": page,
    })
}

/// Who answers for a connection, as he is now.
///
/// # Errors
/// What the database says.
pub(super) async fn answers(view: &mut View, row: &store::Connection) -> Result<ground::Member, Fault> {
    let role = org::store::role_of(view, row.org, row.made_by).await?;
    let device = ground::DeviceId::from_bytes(row.id.bytes());
    let administrator = role == Some(org::Role::Administrator);
    Ok(ground::Member { person: row.made_by, device, org: row.org, administrator })
}
