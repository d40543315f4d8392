//! Rows of passes, of those that ended, and of what is set at doors.

use ground::{Ctx, Fault, OrgId, PersonId, Row as Found, Timestamp, View, values};
use policy::Purpose;
use vault::Sealed;
use yard::consent::store as consent;

use super::rules::{self, GONE_KEPT, NEWS_FOR};
use super::{Holder, Kind, PassId, Row};
use crate::face::FaceId;
use crate::household::ResidentId;
use crate::place::{DoorId, HomeId};

/// Rows of one list, at most.
const LIST_MAX: i64 = 500;
/// Doors of one home, at most.
const DOORS_MAX: i64 = 200;

macro_rules! passes {
    ($rest:literal) => {
        concat!(
            "SELECT p.id, p.org, p.holder, p.person, p.resident, p.home, p.way, p.cut, p.secret, p.from_at, p.until_at, \
             p.week, p.uses, p.made_at FROM community_pass p ",
            $rest
        )
    };
}

fn pass(row: &Found) -> Result<Row, Fault> {
    let (id, org): (PassId, OrgId) = (row.get("id")?, row.get("org")?);
    let (person, secret): (Option<PersonId>, Option<Vec<u8>>) = (row.get("person")?, row.get("secret")?);
    let (holder, way, cut): (String, String, String) = (row.get("holder")?, row.get("way")?, row.get("cut")?);
    let (week, uses): (String, Option<i64>) = (row.get("week")?, row.get("uses")?);
    let unknown = || Fault::new("a pass with an unknown word");
    let subject = Row::subject(org, person);
    Ok(Row {
        id,
        org,
        holder: Holder::from_word(&holder).ok_or_else(unknown)?,
        person,
        resident: row.get("resident")?,
        home: row.get("home")?,
        kind: Kind::from_word(&way).ok_or_else(unknown)?,
        cut: rules::cut_of(&cut).ok_or_else(unknown)?,
        secret: secret.map(|bytes| Sealed::stored(&Row::SECRET, subject, id.bytes(), bytes)),
        from_at: row.get("from_at")?,
        until_at: row.get("until_at")?,
        week: match week.as_str() {
            "" => Vec::new(),
            week => serde_json::from_str(week).map_err(|error| Fault::caused("reading a week", error))?,
        },
        uses: uses.and_then(|uses| u32::try_from(uses).ok()),
        made_at: row.get("made_at")?,
    })
}

/// Which doors a pass is for, as the table says it.
pub(super) enum Scope<'a> {
    Home,
    Named(&'a [DoorId]),
    All,
}

/// Keeps a new one; `false` where somebody in the community has its card.
pub(super) async fn add(
    cx: &mut Ctx,
    new: &Row,
    scope: Scope<'_>,
    card_index: Option<[u8; 16]>,
) -> Result<bool, Fault> {
    let week = match new.week.as_slice() {
        [] => String::new(),
        week => serde_json::to_string(week).map_err(|error| Fault::caused("writing a week", error))?,
    };
    let word = match scope {
        Scope::Home => "home",
        Scope::Named(_) => "named",
        Scope::All => "all",
    };
    let sql = "INSERT INTO community_pass (id, org, holder, person, resident, home, scope, way, cut, secret, card_index, \
               from_at, until_at, week, uses, made_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ON CONFLICT DO NOTHING";
    let values = values![
        new.id,
        new.org,
        new.holder.word(),
        new.person,
        new.resident,
        new.home,
        word,
        new.kind.word(),
        rules::cut_word(new.cut),
        new.secret.as_ref(),
        card_index,
        new.from_at,
        new.until_at,
        week,
        new.uses.map(i64::from),
        new.made_at
    ];
    if cx.run(sql, values).await? == 0 {
        return Ok(false);
    }
    if let Scope::Named(doors) = scope {
        for door in doors {
            let sql = "INSERT INTO community_pass_door (pass, door) VALUES ($1, $2)";
            cx.run(sql, values![new.id, *door]).await?;
        }
    }
    Ok(true)
}

/// Removes one and notes that it is gone; `false` where it was.
pub(super) async fn remove(cx: &mut Ctx, one: &Row) -> Result<bool, Fault> {
    cx.run("DELETE FROM community_pass_door WHERE pass = $1", values![one.id]).await?;
    if cx.run("DELETE FROM community_pass WHERE id = $1", values![one.id]).await? == 0 {
        return Ok(false);
    }
    let now = cx.now();
    let sql = "INSERT INTO community_pass_gone (id, org, resident, home, at) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT DO NOTHING";
    cx.run(sql, values![one.id, one.org, one.resident, one.home, now]).await?;
    Ok(true)
}

/// One of a community.
pub(super) async fn find_now(cx: &mut Ctx, org: OrgId, id: PassId) -> Result<Option<Row>, Fault> {
    cx.opt(passes!("WHERE p.org = $1 AND p.id = $2"), values![org, id]).await?.as_ref().map(pass).transpose()
}

/// Those that open by the right of one row of a home.
pub(crate) async fn of_resident(view: &mut View, resident: ResidentId) -> Result<Vec<Row>, Fault> {
    let sql = passes!("WHERE p.resident = $1 ORDER BY p.id LIMIT $2");
    view.all(sql, values![resident, LIST_MAX]).await?.iter().map(pass).collect()
}

/// The same within a unit of work.
pub(crate) async fn of_resident_now(cx: &mut Ctx, resident: ResidentId) -> Result<Vec<Row>, Fault> {
    let sql = passes!("WHERE p.resident = $1 ORDER BY p.id LIMIT $2");
    cx.all(sql, values![resident, LIST_MAX]).await?.iter().map(pass).collect()
}

/// Whether somebody's telephone is called at the doors of his home and opens there: he switched it on, and his consent stands.
pub(crate) async fn by_telephone(
    view: &mut View,
    resident: ResidentId,
    person: PersonId,
) -> Result<bool, Fault> {
    let sql =
        "SELECT id FROM community_pass WHERE resident = $1 AND person = $2 AND way = 'telephone' LIMIT 1";
    Ok(view.opt(sql, values![resident, person]).await?.is_some()
        && consent::stands(view, person, Purpose::DoorByPhone).await?)
}

/// Those of somebody, for himself.
pub(super) async fn of_person(view: &mut View, person: PersonId) -> Result<Vec<Row>, Fault> {
    let sql = passes!("WHERE p.person = $1 ORDER BY p.id LIMIT $2");
    view.all(sql, values![person, LIST_MAX]).await?.iter().map(pass).collect()
}

/// The same within a unit of work, at most so many.
pub(super) async fn of_person_now(cx: &mut Ctx, person: PersonId, most: i64) -> Result<Vec<Row>, Fault> {
    let sql = passes!("WHERE p.person = $1 ORDER BY p.id LIMIT $2");
    cx.all(sql, values![person, most]).await?.iter().map(pass).collect()
}

/// Those of a community, at most so many.
pub(super) async fn of_org_now(cx: &mut Ctx, org: OrgId, most: i64) -> Result<Vec<Row>, Fault> {
    let sql = passes!("WHERE p.org = $1 ORDER BY p.id LIMIT $2");
    cx.all(sql, values![org, most]).await?.iter().map(pass).collect()
}

/// What is known of ended passes of an organisation that is no more goes, too.
pub(super) async fn forget_org(cx: &mut Ctx, org: OrgId) -> Result<(), Fault> {
    cx.run("DELETE FROM community_pass_gone WHERE org = $1", values![org]).await?;
    Ok(())
}

/// Those by which somebody's face opens in a community.
pub(super) async fn faces_now(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<Vec<Row>, Fault> {
    let sql = passes!("WHERE p.person = $1 AND p.org = $2 AND p.way = 'face' ORDER BY p.id LIMIT $3");
    cx.all(sql, values![person, org, LIST_MAX]).await?.iter().map(pass).collect()
}

/// The pass of a community's desk.
pub(super) async fn of_desk_now(cx: &mut Ctx, org: OrgId) -> Result<Option<Row>, Fault> {
    let sql = passes!("WHERE p.org = $1 AND p.holder = 'desk' ORDER BY p.id LIMIT 1");
    cx.opt(sql, values![org]).await?.as_ref().map(pass).transpose()
}

/// A pass that may open a door, and from when to when the right behind it stands.
pub(super) struct Listed {
    pub row: Row,
    pub right_from: Option<Timestamp>,
    pub right_until: Option<Timestamp>,
    /// The face of its holder in this community.
    pub face: Option<FaceId>,
}

/// Those that open a door by a right that stands now, or by none but their own, after one of them.
pub(super) async fn at_door(
    view: &mut View,
    door: DoorId,
    (after, most): (Option<PassId>, i64),
    now: Timestamp,
) -> Result<Vec<Listed>, Fault> {
    let after = after.map_or([0; 16], |id| id.bytes());
    let sql = "SELECT p.id, p.org, p.holder, p.person, p.resident, p.home, p.way, p.cut, p.secret, p.from_at, p.until_at, \
               p.week, p.uses, p.made_at, r.from_at AS right_from, r.until_at AS right_until, f.id AS face FROM community_door d \
               JOIN community_pass p ON p.org = d.org LEFT JOIN community_resident r ON r.id = p.resident \
               LEFT JOIN community_face f ON p.way = 'face' AND f.org = p.org AND f.person = p.person \
               LEFT JOIN community_home h ON h.id = p.home LEFT JOIN community_unit u ON u.id = h.unit \
               WHERE d.id = $1 AND p.id > $2 AND (p.until_at IS NULL OR p.until_at > $3) \
               AND (p.resident IS NULL OR (r.person IS NOT NULL AND (r.until_at IS NULL OR r.until_at > $3) \
               AND ((p.holder = 'resident' AND r.may_open = 1) OR (p.holder <> 'resident' AND r.may_invite = 1)))) \
               AND (p.scope = 'all' \
               OR (p.scope = 'named' AND EXISTS (SELECT 1 FROM community_pass_door n WHERE n.pass = p.id AND n.door = d.id)) \
               OR (p.scope = 'home' AND u.id IS NOT NULL AND (d.unit IS NULL OR d.unit = u.id) \
               AND (d.building IS NULL OR d.building = u.building))) \
               ORDER BY p.id LIMIT $4";
    let listed = |row: &Found| {
        Ok(Listed {
            row: pass(row)?,
            right_from: row.get("right_from")?,
            right_until: row.get("right_until")?,
            face: row.get("face")?,
        })
    };
    view.all(sql, values![door, after, now, most]).await?.iter().map(listed).collect()
}

/// Passes whose time is over or whose right ended.
pub(super) async fn over(cx: &mut Ctx, most: i64) -> Result<Vec<Row>, Fault> {
    let now = cx.now();
    // By the indexes of ends and of holders: whatever right ends is in the outbox of rights, for thirty days.
    let sql = passes!(
        "WHERE p.id IN (SELECT id FROM community_pass WHERE until_at <= $1 UNION \
         SELECT q.id FROM community_right_event e JOIN community_pass q ON q.resident = e.resident \
         WHERE e.what = 'ended' AND NOT EXISTS (SELECT 1 FROM community_resident r WHERE r.id = e.resident)) \
         ORDER BY p.id LIMIT $2"
    );
    cx.all(sql, values![now, most]).await?.iter().map(pass).collect()
}

/// What ended long ago is known no longer.
pub(super) async fn sweep_gone(cx: &mut Ctx) -> Result<(), Fault> {
    let before = cx.now().minus(GONE_KEPT);
    cx.run("DELETE FROM community_pass_gone WHERE at < $1", values![before]).await?;
    Ok(())
}

/// What ended lately in a community, the newest first: what a slip carries.
pub(super) async fn news(view: &mut View, org: OrgId) -> Result<Vec<PassId>, Fault> {
    let since = view.now().minus(NEWS_FOR);
    let most = i64::try_from(rules::OF_CODE).unwrap_or(0);
    let sql =
        "SELECT id FROM community_pass_gone WHERE org = $1 AND at > $2 ORDER BY at DESC, id DESC LIMIT $3";
    view.all(sql, values![org, since, most]).await?.iter().map(|row| row.get("id")).collect()
}

/// By whose right a pass opens, and of which home it is or was.
pub(crate) async fn whose_now(
    cx: &mut Ctx,
    org: OrgId,
    id: PassId,
) -> Result<Option<(Option<ResidentId>, Option<HomeId>)>, Fault> {
    let sql = "SELECT resident, home FROM community_pass WHERE org = $1 AND id = $2 \
               UNION ALL SELECT resident, home FROM community_pass_gone WHERE org = $1 AND id = $2 LIMIT 1";
    let row = cx.opt(sql, values![org, id]).await?;
    row.map(|row| Ok((row.get("resident")?, row.get("home")?))).transpose()
}

/// A door as those see it who may open it, and what is set there.
pub(crate) struct Door {
    pub id: DoorId,
    pub org: OrgId,
    pub name: String,
    /// Whether it is one of the staircase, the building, or the whole community.
    pub of: Of,
    /// Closed to most.
    pub closed: bool,
    /// How many bits of a card's number it counts.
    pub card_bits: u8,
    /// Access points beside it.
    pub points: Vec<String>,
}

/// What a door belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Of {
    Unit,
    Building,
    Community,
}

macro_rules! doors {
    ($rest:literal) => {
        concat!("SELECT d.id, d.org, d.name, d.unit, d.building, d.closed, d.card_bits, d.points FROM community_door d ", $rest)
    };
}

fn door(row: &Found) -> Result<Door, Fault> {
    let (unit, building): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.get("unit")?, row.get("building")?);
    let (points, bits): (String, i64) = (row.get("points")?, row.get("card_bits")?);
    Ok(Door {
        id: row.get("id")?,
        org: row.get("org")?,
        name: row.get("name")?,
        of: match (unit, building) {
            (Some(_), _) => Of::Unit,
            (None, Some(_)) => Of::Building,
            (None, None) => Of::Community,
        },
        closed: row.get::<i64>("closed")? == 1,
        card_bits: if bits == 24 { 24 } else { 32 },
        points: points.split(',').filter(|point| !point.is_empty()).map(str::to_owned).collect(),
    })
}

/// The doors of a home, the nearest first: of its unit, its building, the community.
///
/// # Errors
/// What the database says.
pub(crate) async fn doors_of_home(view: &mut View, home: HomeId) -> Result<Vec<Door>, Fault> {
    let sql = doors!(
        "JOIN community_home h ON h.org = d.org JOIN community_unit u ON u.id = h.unit WHERE h.id = $1 \
         AND (d.unit IS NULL OR d.unit = u.id) AND (d.building IS NULL OR d.building = u.building) \
         ORDER BY CASE WHEN d.unit IS NOT NULL THEN 0 WHEN d.building IS NOT NULL THEN 1 ELSE 2 END, d.name, d.id LIMIT $2"
    );
    view.all(sql, values![home, DOORS_MAX]).await?.iter().map(door).collect()
}

/// Those of a pass for named ones.
pub(super) async fn doors_of_pass(view: &mut View, pass: PassId) -> Result<Vec<Door>, Fault> {
    let sql = doors!(
        "JOIN community_pass_door n ON n.door = d.id WHERE n.pass = $1 ORDER BY d.name, d.id LIMIT $2"
    );
    view.all(sql, values![pass, DOORS_MAX]).await?.iter().map(door).collect()
}

/// The same by their numbers, within a unit of work.
pub(super) async fn named_now(cx: &mut Ctx, pass: PassId) -> Result<Vec<DoorId>, Fault> {
    let sql = "SELECT door FROM community_pass_door WHERE pass = $1 ORDER BY door LIMIT $2";
    cx.all(sql, values![pass, DOORS_MAX]).await?.iter().map(|row| row.get("door")).collect()
}

/// One pass of a community.
pub(super) async fn find(view: &mut View, org: OrgId, id: PassId) -> Result<Option<Row>, Fault> {
    view.opt(passes!("WHERE p.org = $1 AND p.id = $2"), values![org, id])
        .await?
        .as_ref()
        .map(pass)
        .transpose()
}

/// Whether a pass is that of whoever lives there, and not of somebody whom he expects.
pub(crate) async fn is_residents(cx: &mut Ctx, id: PassId, resident: ResidentId) -> Result<bool, Fault> {
    let sql = "SELECT 1 AS found FROM community_pass WHERE id = $1 AND resident = $2 AND holder = 'resident'";
    Ok(cx.opt(sql, values![id, resident]).await?.is_some())
}

/// A door.
pub(crate) async fn door_at(view: &mut View, id: DoorId) -> Result<Option<Door>, Fault> {
    view.opt(doors!("WHERE d.id = $1"), values![id]).await?.as_ref().map(door).transpose()
}

/// What is set at a door; `false` where there is none.
pub(super) async fn set_door(cx: &mut Ctx, org: OrgId, set: &Door) -> Result<bool, Fault> {
    let sql = "UPDATE community_door SET closed = $3, card_bits = $4, points = $5 WHERE org = $1 AND id = $2";
    let values = values![org, set.id, i64::from(set.closed), i64::from(set.card_bits), set.points.join(",")];
    Ok(cx.run(sql, values).await? == 1)
}
