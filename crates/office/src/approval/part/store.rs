//! Rows of who takes part, beyond one case: what becomes of them when somebody leaves, is erased, or asks what is held of him.

use ground::db::Assembled;
use ground::{Ctx, Fault, OrgId, PersonId, Row, Timestamp, View, values};
use std::collections::{BTreeSet, HashMap};
use vault::{Sealed, Subject};

use crate::approval::engine::Party;
use crate::approval::{CaseId, CaseRow, RecordId, RecordRow};

/// Cases of one query.
const CASES_MAX: usize = 500;

/// Who left an organisation and stands in its cases by his own id, with the pseudonym where there is one whose time is not over yet.
pub(in crate::approval) async fn to_part_from(
    view: &mut View,
    most: i64,
) -> Result<Vec<(OrgId, PersonId, Option<PersonId>)>, Fault> {
    let now = view.now();
    let sql = "SELECT DISTINCT p.org, p.person, l.alias FROM office_approval_part p \
               LEFT JOIN yard_leaver l ON l.org = p.org AND l.person = p.person \
               WHERE p.former = 0 AND p.waits = 0 AND NOT EXISTS \
               (SELECT 1 FROM yard_member m WHERE m.org = p.org AND m.person = p.person) \
               AND (l.due_at IS NULL OR l.due_at <= $1) ORDER BY p.org, p.person LIMIT $2";
    let rows = view.all(sql, values![now, most]).await?;
    rows.iter().map(|row| Ok((row.get("org")?, row.get("person")?, row.get("alias")?))).collect()
}

/// Writes a pseudonym in the place of somebody in cases of an organisation; answers how many.
pub(in crate::approval) async fn rename(
    cx: &mut Ctx,
    (org, person): (OrgId, PersonId),
    alias: PersonId,
    most: i64,
) -> Result<u64, Fault> {
    let sql = "UPDATE office_approval_part SET person = $1, former = 1, salt = NULL WHERE person = $2 AND org = $4 \
               AND case_id IN (SELECT case_id FROM office_approval_part WHERE person = $2 AND org = $4 LIMIT $3)";
    Ok(cx.run(sql, values![alias, person, most, org]).await?)
}

/// An organisation in whose cases somebody stands, and his pseudonym there where he has one.
pub(in crate::approval) async fn an_org_of(
    cx: &mut Ctx,
    person: PersonId,
) -> Result<Option<(OrgId, Option<PersonId>)>, Fault> {
    let sql = "SELECT p.org, l.alias FROM office_approval_part p LEFT JOIN yard_leaver l ON l.org = p.org \
               AND l.person = p.person WHERE p.person = $1 ORDER BY p.org LIMIT 1";
    let row = cx.opt(sql, values![person]).await?;
    row.map(|row| Ok((row.get("org")?, row.get("alias")?))).transpose()
}

/// Where somebody takes part, or is only named.
pub(in crate::approval) struct HeldPart {
    pub case: CaseId,
    pub org: OrgId,
    /// The number of the case.
    pub number: u32,
    pub asked_at: Timestamp,
    /// As what.
    pub roles: BTreeSet<&'static str>,
    /// His number there.
    pub party: Party,
}

/// A page of where somebody takes part or is named: cases before one of them, the newest first.
pub(in crate::approval) async fn held(
    view: &mut View,
    person: PersonId,
    (before, limit): (Option<CaseId>, i64),
) -> Result<Vec<HeldPart>, Fault> {
    let before = before.map_or([0xff; 16], |id| id.bytes());
    let sql = "SELECT c.id, c.org, c.number, c.asked_at, p.party, p.asks, p.waits, p.decided, p.copied, p.named \
               FROM office_approval_part p JOIN office_approval_case c ON c.id = p.case_id \
               WHERE p.person = $1 AND c.id < $2 ORDER BY c.id DESC LIMIT $3";
    let read = |row: &Row| {
        let mut roles = BTreeSet::new();
        for role in ["asks", "waits", "decided", "copied", "named"] {
            if row.get::<bool>(role)? {
                roles.insert(role);
            }
        }
        let (case, org) = (row.get("id")?, row.get("org")?);
        let (number, asked_at) = (row.get("number")?, row.get("asked_at")?);
        Ok(HeldPart { case, org, number, asked_at, roles, party: row.get("party")? })
    };
    view.all(sql, values![person, before, limit]).await?.iter().map(read).collect()
}

/// Whose number in which case leads to whom, of these cases.
pub(in crate::approval) async fn people(
    view: &mut View,
    cases: &[CaseId],
) -> Result<HashMap<CaseId, HashMap<Party, PersonId>>, Fault> {
    let mut found: HashMap<CaseId, HashMap<Party, PersonId>> = HashMap::new();
    for cases in cases.chunks(CASES_MAX) {
        let places = ground::db::places(1, cases.len());
        let sql =
            format!("SELECT case_id, party, person FROM office_approval_part WHERE case_id IN ({places})");
        let values = cases.iter().map(|case| (*case).into()).collect();
        for row in view.all(Assembled(sql), values).await? {
            found.entry(row.get("case_id")?).or_default().insert(row.get("party")?, row.get("person")?);
        }
    }
    Ok(found)
}

/// Whether somebody takes part in a case of an organisation by his own id; not where he is only named.
pub(in crate::approval) async fn stands_in(
    view: &mut View,
    org: OrgId,
    person: PersonId,
) -> Result<bool, Fault> {
    let sql =
        "SELECT 1 AS found FROM office_approval_part WHERE person = $1 AND org = $2 AND named = 0 LIMIT 1";
    Ok(view.opt(sql, values![person, org]).await?.is_some())
}

/// What was filled in in these cases, with when it was asked.
pub(in crate::approval) async fn bodies(
    view: &mut View,
    cases: &[CaseId],
) -> Result<Vec<(Timestamp, Sealed<String>)>, Fault> {
    let mut found = Vec::with_capacity(cases.len());
    for cases in cases.chunks(CASES_MAX) {
        let places = ground::db::places(1, cases.len());
        let sql = format!(
            "SELECT id, org, body, asked_at FROM office_approval_case WHERE id IN ({places}) ORDER BY id"
        );
        let values = cases.iter().map(|case| (*case).into()).collect();
        for row in view.all(Assembled(sql), values).await? {
            let (id, org): (CaseId, OrgId) = (row.get("id")?, row.get("org")?);
            let body = Sealed::stored(&CaseRow::BODY, Subject::Org(org), id.bytes(), row.get("body")?);
            found.push((row.get("asked_at")?, body));
        }
    }
    Ok(found)
}

/// A page of the records of these cases, after one of them.
pub(in crate::approval) async fn records(
    view: &mut View,
    cases: &[CaseId],
    (after, limit): (Option<(CaseId, u32)>, i64),
) -> Result<Vec<(CaseId, RecordRow)>, Fault> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let (case, seq) = after.map_or(([0; 16], 0), |(case, seq)| (case.bytes(), seq));
    let places = ground::db::places(4, cases.len());
    let sql = format!(
        "SELECT id, case_id, org, seq, hash, signature, signer, body, made_at FROM office_approval_record \
         WHERE (case_id > $1 OR (case_id = $1 AND seq > $2)) AND case_id IN ({places}) \
         ORDER BY case_id, seq LIMIT $3"
    );
    let of_cases = cases.iter().map(|case| (*case).into());
    let values = [case.into(), seq.into(), limit.into()].into_iter().chain(of_cases).collect();
    let read = |row: &Row| {
        let (id, org): (RecordId, OrgId) = (row.get("id")?, row.get("org")?);
        let body = Sealed::stored(&RecordRow::BODY, Subject::Org(org), id.bytes(), row.get("body")?);
        let (hash, signature, signer) = (row.get("hash")?, row.get("signature")?, row.get("signer")?);
        let (seq, made_at) = (row.get("seq")?, row.get("made_at")?);
        Ok((row.get("case_id")?, RecordRow { id, org, seq, hash, signature, signer, body, made_at }))
    };
    view.all(Assembled(sql), values).await?.iter().map(read).collect()
}
