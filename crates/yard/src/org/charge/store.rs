//! Rows of charges.

use ground::{Ctx, Fault, Member, OrgId, PersonId, Row, Timestamp, View, values};
use policy::Personal;
use std::collections::HashMap;
use vault::{Sealed, Subject};

use super::ChargeId;
use super::rules::{self, Right};
use crate::erasure::Working;
use crate::org::department::DepartmentId;
use crate::org::{Line, Role, store as orgs};

/// A row of `yard_charge`.
#[derive(Personal)]
#[personal(table = "yard_charge")]
pub struct ChargeRow {
    /// Which.
    pub id: ChargeId,
    /// In which organisation.
    pub org: OrgId,
    /// Whose.
    pub person: PersonId,
    /// What it is called.
    #[personal(category = "org-position")]
    pub title: Sealed<Line>,
    /// Within which department; everywhere where there is none.
    pub department: Option<DepartmentId>,
    /// What it lets him do.
    pub rights: Vec<Right>,
    /// Who named him.
    pub named_by: PersonId,
    /// When.
    pub named_at: Timestamp,
}

fn read(row: &Row) -> Result<ChargeRow, Fault> {
    let (id, person): (ChargeId, PersonId) = (row.get("id")?, row.get("person")?);
    Ok(ChargeRow {
        id,
        org: row.get("org")?,
        person,
        title: Sealed::stored(&ChargeRow::TITLE, Subject::Person(person), id.bytes(), row.get("title")?),
        department: row.get("department")?,
        rights: rules::read(&row.get::<String>("rights")?),
        named_by: row.get("named_by")?,
        named_at: row.get("named_at")?,
    })
}

/// Adds a charge.
pub(super) async fn add(cx: &mut Ctx, row: &ChargeRow) -> Result<(), Fault> {
    let sql = "INSERT INTO yard_charge (id, org, person, title, department, rights, named_by, named_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let rights = rules::written(&row.rights);
    let values =
        values![row.id, row.org, row.person, &row.title, row.department, rights, row.named_by, row.named_at];
    cx.run(sql, values).await?;
    Ok(())
}

/// How many an organisation has.
pub(super) async fn count(cx: &mut Ctx, org: OrgId) -> Result<i64, Fault> {
    cx.one("SELECT COUNT(*) AS found FROM yard_charge WHERE org = $1", values![org]).await?.get("found")
}

/// The charges of an organisation after one of them, oldest first.
pub(super) async fn of_org(
    view: &mut View,
    org: OrgId,
    after: Option<ChargeId>,
    limit: u32,
) -> Result<Vec<ChargeRow>, Fault> {
    let after = after.map_or([0; 16], |id| id.bytes());
    let sql = "SELECT id, org, person, title, department, rights, named_by, named_at FROM yard_charge \
               WHERE org = $1 AND id > $2 ORDER BY id LIMIT $3";
    view.all(sql, values![org, after, limit]).await?.iter().map(read).collect()
}

/// The charges of a person.
pub(in crate::org) async fn of_person(view: &mut View, person: PersonId) -> Result<Vec<ChargeRow>, Fault> {
    let sql = "SELECT id, org, person, title, department, rights, named_by, named_at FROM yard_charge \
               WHERE person = $1 ORDER BY id LIMIT 200";
    view.all(sql, values![person]).await?.iter().map(read).collect()
}

/// Takes a charge back; answers whose it was.
pub(super) async fn remove(cx: &mut Ctx, org: OrgId, id: ChargeId) -> Result<Option<PersonId>, Fault> {
    let sql = "DELETE FROM yard_charge WHERE org = $1 AND id = $2 RETURNING person";
    cx.opt(sql, values![org, id]).await?.map(|row| row.get("person")).transpose()
}

/// What somebody had in an organisation goes with his membership.
pub(in crate::org) async fn left(cx: &mut Ctx, org: OrgId, person: PersonId) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_charge WHERE org = $1 AND person = $2", values![org, person]).await?;
    Ok(())
}

/// A department is removed: what covered it alone goes.
pub(in crate::org) async fn drop_of_department(
    cx: &mut Ctx,
    org: OrgId,
    department: DepartmentId,
) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_charge WHERE org = $1 AND department = $2", values![org, department]).await?;
    Ok(())
}

/// How far a right of somebody reaches.
pub(in crate::org) enum Reach {
    /// He has it nowhere.
    Nowhere,
    /// Throughout the organisation.
    Everywhere,
    /// In these departments and all below them, with the tree to find out.
    Within(Vec<DepartmentId>, HashMap<DepartmentId, Option<DepartmentId>>),
}

impl Reach {
    /// Whether it reaches anybody.
    pub(in crate::org) const fn is_somewhere(&self) -> bool {
        !matches!(self, Self::Nowhere)
    }

    /// Whether somebody who stands there is reached.
    pub(in crate::org) fn has(&self, department: Option<DepartmentId>) -> bool {
        match self {
            Self::Nowhere => false,
            Self::Everywhere => true,
            Self::Within(within, above) => {
                department.is_some_and(|at| within.iter().any(|one| rules::is_within(above, at, *one)))
            }
        }
    }

    /// The holders over somebody who stands there, for the policies: who asks, where it reaches, and nobody else.
    pub(in crate::org) fn holders(&self, who: &Member, department: Option<DepartmentId>) -> Vec<PersonId> {
        if self.has(department) { vec![who.person] } else { Vec::new() }
    }
}

/// How far a right reaches of somebody who acts in an organisation. Administrators have all of them, everywhere.
pub(in crate::org) async fn reaching(view: &mut View, who: &Member, right: Right) -> Result<Reach, Fault> {
    if who.administrator {
        return Ok(Reach::Everywhere);
    }
    let rows = view.all(CHARGED, values![who.org, who.person]).await?;
    match within(&rows, right)? {
        Within::Some(within) => {
            let rows = view.all(TREE, values![who.org]).await?;
            Ok(Reach::Within(within, above(&rows)?))
        }
        Within::All => Ok(Reach::Everywhere),
        Within::Nothing => Ok(Reach::Nowhere),
    }
}

/// The same within a unit of work, of who asks as the rows have him now: whoever lost his office or his charge meanwhile acts no
/// longer. Answers him as he is, too.
pub(in crate::org) async fn covering(
    cx: &mut Ctx,
    who: &Member,
    right: Right,
) -> Result<(Member, Reach), Fault> {
    let role = orgs::member(cx, who.org, who.person).await?.map(|row| row.role);
    let who = Member { administrator: role == Some(Role::Administrator), ..*who };
    if who.administrator {
        return Ok((who, Reach::Everywhere));
    }
    // Whoever is no member has no charge: it is asked of his membership.
    let rows = cx.all(CHARGED, values![who.org, who.person]).await?;
    let reach = match within(&rows, right)? {
        Within::Some(within) => {
            let rows = cx.all(TREE, values![who.org]).await?;
            Reach::Within(within, above(&rows)?)
        }
        Within::All => Reach::Everywhere,
        Within::Nothing => Reach::Nowhere,
    };
    Ok((who, reach))
}

/// With what somebody is charged, while he belongs to the organisation.
const CHARGED: &str = "SELECT c.department, c.rights FROM yard_charge c JOIN yard_member m ON m.org = c.org \
                       AND m.person = c.person WHERE c.org = $1 AND c.person = $2";
/// Which department stands below which.
const TREE: &str = "SELECT id, parent FROM yard_department WHERE org = $1";

/// Where charges hold.
enum Within {
    Nothing,
    All,
    Some(Vec<DepartmentId>),
}

fn within(rows: &[Row], right: Right) -> Result<Within, Fault> {
    let mut within = Vec::new();
    for row in rows {
        if !rules::read(&row.get::<String>("rights")?).contains(&right) {
            continue;
        }
        match row.get::<Option<DepartmentId>>("department")? {
            Some(department) => within.push(department),
            None => return Ok(Within::All),
        }
    }
    Ok(if within.is_empty() { Within::Nothing } else { Within::Some(within) })
}

fn above(rows: &[Row]) -> Result<HashMap<DepartmentId, Option<DepartmentId>>, Fault> {
    rows.iter().map(|row| Ok((row.get("id")?, row.get("parent")?))).collect()
}

/// The holders of a right over somebody who stands there, for the policies: who asks, where he is one, and nobody else.
pub(in crate::org) async fn holders(
    view: &mut View,
    who: &Member,
    right: Right,
    department: Option<DepartmentId>,
) -> Result<Vec<PersonId>, Fault> {
    Ok(reaching(view, who, right).await?.holders(who, department))
}

/// Those of an erased person.
pub(in crate::org) fn erase<'a>(
    _: &'a crate::House,
    cx: &'a mut Ctx,
    person: PersonId,
    most: i64,
) -> Working<'a> {
    Box::pin(async move {
        let sql =
            "DELETE FROM yard_charge WHERE id IN (SELECT id FROM yard_charge WHERE person = $1 LIMIT $2)";
        Ok(cx.run(sql, values![person, most]).await?)
    })
}
