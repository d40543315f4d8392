//! Rows of cases, of who takes part, and of their records.

use ground::db::Assembled;
use ground::{Ctx, Fault, OrgId, PersonId, Row, Timestamp, View, values};
use vault::{Sealed, Subject};

use crate::approval::engine::{Standing, State};
use crate::approval::{CaseId, CaseRow, FormId, Part, RecordRow};

/// Records of a page.
const RECORDS_PAGE: u32 = 500;
/// Cases of one query.
const CASES_MAX: usize = 500;
/// People of one case.
const PARTS_MAX: i64 = 5_000;

macro_rules! cases {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.org, c.form, c.version, c.number, c.state, c.stamp, c.records, c.head, c.body, c.asked_at, \
             c.moved_at, c.ended_at FROM office_approval_case c ",
            $rest
        )
    };
}

fn case(row: &Row) -> Result<CaseRow, Fault> {
    let (id, org): (CaseId, OrgId) = (row.get("id")?, row.get("org")?);
    let state: String = row.get("state")?;
    let state: State =
        serde_json::from_str(&state).map_err(|error| Fault::caused("reading the state of a case", error))?;
    Ok(CaseRow {
        id,
        org,
        form: row.get("form")?,
        version: row.get("version")?,
        number: row.get("number")?,
        state,
        stamp: row.get("stamp")?,
        records: row.get("records")?,
        head: row.get("head")?,
        body: Sealed::stored(&CaseRow::BODY, Subject::Org(org), id.bytes(), row.get("body")?),
        asked_at: row.get("asked_at")?,
        moved_at: row.get("moved_at")?,
        ended_at: row.get("ended_at")?,
    })
}

/// The state as it stands in the table.
pub(in crate::approval) fn written(state: &State) -> Result<String, Fault> {
    serde_json::to_string(state).map_err(|error| Fault::caused("writing the state of a case", error))
}

/// The next number of an organisation's cases: whoever asks in the same moment waits for it until this unit of work is done.
pub(in crate::approval) async fn next_number(cx: &mut Ctx, org: OrgId) -> Result<u32, Fault> {
    let count = "UPDATE office_approval_counter SET last = last + 1 WHERE org = $1";
    if cx.run(count, values![org]).await? == 0 {
        let sql =
            "INSERT INTO office_approval_counter (org, last) VALUES ($1, 0) ON CONFLICT (org) DO NOTHING";
        cx.run(sql, values![org]).await?;
        cx.run(count, values![org]).await?;
    }
    let sql = "SELECT last FROM office_approval_counter WHERE org = $1";
    cx.one(sql, values![org]).await?.get("last")
}

/// Keeps a new case.
pub(in crate::approval) async fn add(cx: &mut Ctx, new: &CaseRow) -> Result<(), Fault> {
    let sql = "INSERT INTO office_approval_case (id, org, form, version, number, standing, state, stamp, records, head, \
               body, asked_at, moved_at, ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9, $10, $11, $11, $12)";
    let (state, word) = (written(&new.state)?, new.state.standing.word());
    let values = values![
        new.id,
        new.org,
        new.form,
        new.version,
        new.number,
        word,
        state,
        new.records,
        new.head,
        &new.body,
        new.asked_at,
        new.ended_at
    ];
    cx.run(sql, values).await?;
    Ok(())
}

/// Keeps how it stands now; `false` where it moved since that stamp.
pub(in crate::approval) async fn save(cx: &mut Ctx, row: &CaseRow) -> Result<bool, Fault> {
    let sql = "UPDATE office_approval_case SET standing = $1, state = $2, stamp = stamp + 1, records = $3, head = $4, \
               body = $5, moved_at = $6, ended_at = $7 WHERE org = $8 AND id = $9 AND stamp = $10";
    let (state, word) = (written(&row.state)?, row.state.standing.word());
    let values = values![
        word,
        state,
        row.records,
        row.head,
        &row.body,
        row.moved_at,
        row.ended_at,
        row.org,
        row.id,
        row.stamp
    ];
    Ok(cx.run(sql, values).await? == 1)
}

/// A case of an organisation.
pub(in crate::approval) async fn find(
    view: &mut View,
    org: OrgId,
    id: CaseId,
) -> Result<Option<CaseRow>, Fault> {
    let sql = cases!("WHERE c.org = $1 AND c.id = $2");
    view.opt(sql, values![org, id]).await?.as_ref().map(case).transpose()
}

fn part(row: &Row) -> Result<Part, Fault> {
    let dues: String = row.get("dues")?;
    let dues =
        serde_json::from_str(&dues).map_err(|error| Fault::caused("reading limits of a turn", error))?;
    Ok(Part {
        party: row.get("party")?,
        person: row.get("person")?,
        is_former: row.get("former")?,
        is_named: row.get("named")?,
        salt: row.get("salt")?,
        asks: row.get("asks")?,
        waits: row.get("waits")?,
        decided: row.get("decided")?,
        copied: row.get("copied")?,
        dues,
        due_at: row.get("due_at")?,
    })
}

/// Who takes part in a case, by number.
pub(in crate::approval) async fn parts(view: &mut View, id: CaseId) -> Result<Vec<Part>, Fault> {
    let sql = "SELECT party, person, former, named, salt, asks, waits, decided, copied, dues, due_at \
               FROM office_approval_part WHERE case_id = $1 ORDER BY party LIMIT $2";
    view.all(sql, values![id, PARTS_MAX]).await?.iter().map(part).collect()
}

/// Whoever asked in these cases, and somebody's own part in them.
pub(in crate::approval) async fn own_parts(
    view: &mut View,
    person: PersonId,
    cases: &[CaseId],
) -> Result<Vec<(CaseId, Part)>, Fault> {
    let mut found = Vec::with_capacity(2 * cases.len());
    for cases in cases.chunks(CASES_MAX) {
        let places = ground::db::places(2, cases.len());
        let sql = format!(
            "SELECT case_id, party, person, former, named, salt, asks, waits, decided, copied, dues, due_at \
             FROM office_approval_part WHERE (asks = 1 OR person = $1) AND case_id IN ({places}) \
             ORDER BY case_id, party"
        );
        let values = std::iter::once(person.into()).chain(cases.iter().map(|case| (*case).into())).collect();
        for row in view.all(Assembled(sql), values).await? {
            found.push((row.get("case_id")?, part(&row)?));
        }
    }
    Ok(found)
}

/// Keeps who takes part. Who it is stays as it is: he may have become a pseudonym meanwhile.
pub(in crate::approval) async fn save_part(
    cx: &mut Ctx,
    (org, case): (OrgId, CaseId),
    one: &Part,
    is_new: bool,
) -> Result<(), Fault> {
    let dues =
        serde_json::to_string(&one.dues).map_err(|error| Fault::caused("writing limits of a turn", error))?;
    if is_new {
        let sql = "INSERT INTO office_approval_part (case_id, party, org, person, former, salt, asks, waits, decided, \
                   copied, dues, due_at, named) VALUES ($1, $2, $3, $4, 0, $5, $6, $7, $8, $9, $10, $11, $12)";
        let salt = one.salt.map(|salt| salt.to_vec());
        let values = values![
            case,
            one.party,
            org,
            one.person,
            salt,
            one.asks,
            one.waits,
            one.decided,
            one.copied,
            dues,
            one.due_at,
            one.is_named
        ];
        cx.run(sql, values).await?;
        return Ok(());
    }
    let sql = "UPDATE office_approval_part SET asks = $1, waits = $2, decided = $3, copied = $4, dues = $5, due_at = $6, \
               named = $9 WHERE case_id = $7 AND party = $8";
    let named = one.is_named;
    let values =
        values![one.asks, one.waits, one.decided, one.copied, dues, one.due_at, case, one.party, named];
    cx.run(sql, values).await?;
    Ok(())
}

/// Keeps a record.
pub(in crate::approval) async fn add_record(
    cx: &mut Ctx,
    case: CaseId,
    new: &RecordRow,
) -> Result<(), Fault> {
    let sql = "INSERT INTO office_approval_record (id, case_id, org, seq, hash, signature, signer, body, made_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let (signature, signer) = (new.signature.clone(), new.signer.clone());
    let values =
        values![new.id, case, new.org, new.seq, new.hash.clone(), signature, signer, &new.body, new.made_at];
    cx.run(sql, values).await?;
    Ok(())
}

/// A page of the records of a case, in their order: those after one of them, up to one of them.
pub(in crate::approval) async fn records(
    view: &mut View,
    (org, id): (OrgId, CaseId),
    (after, last): (u32, u32),
) -> Result<Vec<RecordRow>, Fault> {
    let sql = "SELECT id, seq, hash, signature, signer, body, made_at FROM office_approval_record \
               WHERE org = $1 AND case_id = $2 AND seq > $3 AND seq <= $4 ORDER BY seq LIMIT $5";
    let read = |row: &Row| {
        let id: crate::approval::RecordId = row.get("id")?;
        Ok(RecordRow {
            id,
            org,
            seq: row.get("seq")?,
            hash: row.get("hash")?,
            signature: row.get("signature")?,
            signer: row.get("signer")?,
            body: Sealed::stored(&RecordRow::BODY, Subject::Org(org), id.bytes(), row.get("body")?),
            made_at: row.get("made_at")?,
        })
    };
    view.all(sql, values![org, id, after, last, RECORDS_PAGE]).await?.iter().map(read).collect()
}

/// Which cases of somebody are listed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(in crate::approval) enum Box {
    /// Those that wait for me.
    ToMe,
    /// Those in which I asked.
    Mine,
    /// Those of which I was told.
    Copied,
    /// Those in which I decided.
    Done,
}

/// Somebody's cases before one of them, the newest first.
pub(in crate::approval) async fn of_person(
    view: &mut View,
    (org, person): (OrgId, PersonId),
    which: Box,
    (before, limit): (Option<CaseId>, i64),
) -> Result<Vec<CaseRow>, Fault> {
    let before = before.map_or([0xff; 16], |id| id.bytes());
    let values = values![org, person, before, limit];
    let rows = match which {
        Box::ToMe => view.all(cases!("JOIN office_approval_part p ON p.case_id = c.id WHERE p.org = $1 AND p.person = $2 AND p.waits = 1 AND c.id < $3 ORDER BY c.id DESC LIMIT $4"), values).await?,
        Box::Mine => view.all(cases!("JOIN office_approval_part p ON p.case_id = c.id WHERE p.org = $1 AND p.person = $2 AND p.asks = 1 AND c.id < $3 ORDER BY c.id DESC LIMIT $4"), values).await?,
        Box::Copied => view.all(cases!("JOIN office_approval_part p ON p.case_id = c.id WHERE p.org = $1 AND p.person = $2 AND p.copied = 1 AND c.id < $3 ORDER BY c.id DESC LIMIT $4"), values).await?,
        Box::Done => view.all(cases!("JOIN office_approval_part p ON p.case_id = c.id WHERE p.org = $1 AND p.person = $2 AND p.decided = 1 AND c.id < $3 ORDER BY c.id DESC LIMIT $4"), values).await?,
    };
    rows.iter().map(case).collect()
}

/// How many cases wait for somebody.
pub(in crate::approval) async fn waiting_count(
    view: &mut View,
    org: OrgId,
    person: PersonId,
) -> Result<i64, Fault> {
    let sql =
        "SELECT COUNT(*) AS found FROM office_approval_part WHERE org = $1 AND person = $2 AND waits = 1";
    view.one(sql, values![org, person]).await?.get("found")
}

/// The cases of a form before one of them, the newest first.
pub(in crate::approval) async fn of_form(
    view: &mut View,
    (org, form): (OrgId, FormId),
    (before, limit): (Option<CaseId>, i64),
) -> Result<Vec<CaseRow>, Fault> {
    let before = before.map_or([0xff; 16], |id| id.bytes());
    let sql = cases!("WHERE c.org = $1 AND c.form = $2 AND c.id < $3 ORDER BY c.id DESC LIMIT $4");
    view.all(sql, values![org, form, before, limit]).await?.iter().map(case).collect()
}

/// How many cases of a form stand how, and how long those took that are over, in microseconds.
pub(in crate::approval) async fn statistics(
    view: &mut View,
    org: OrgId,
    form: FormId,
) -> Result<Vec<(Standing, i64, i64)>, Fault> {
    let sql = "SELECT standing, COUNT(*) AS found, \
               CAST(COALESCE(SUM((ended_at - asked_at) / 1000000), 0) AS BIGINT) AS took_s \
               FROM office_approval_case WHERE org = $1 AND form = $2 GROUP BY standing ORDER BY standing";
    let read = |row: &Row| {
        let word: String = row.get("standing")?;
        let standing = Standing::from_word(&word).ok_or_else(|| Fault::new("an unknown standing"))?;
        Ok((standing, row.get("found")?, row.get("took_s")?))
    };
    view.all(sql, values![org, form]).await?.iter().map(read).collect()
}

/// Somebody whose turn it is.
#[derive(Clone, Copy)]
pub(in crate::approval) struct Turn {
    pub org: OrgId,
    pub case: CaseId,
    pub party: u16,
}

fn turn(row: &Row) -> Result<Turn, Fault> {
    Ok(Turn { org: row.get("org")?, case: row.get("case_id")?, party: row.get("party")? })
}

/// Some whose turn it is, or to whom their request came back, and who are members no longer, or are pseudonyms; not those that were
/// looked at since an instant.
pub(in crate::approval) async fn gone(
    view: &mut View,
    looked_before: Timestamp,
    most: i64,
) -> Result<Vec<Turn>, Fault> {
    let sql = "SELECT p.org, p.case_id, p.party FROM office_approval_part p \
               JOIN office_approval_case c ON c.id = p.case_id \
               WHERE (p.waits = 1 OR (p.asks = 1 AND c.standing = 'returned')) \
               AND (p.looked_at IS NULL OR p.looked_at < $1) AND NOT EXISTS \
               (SELECT 1 FROM yard_member m WHERE m.org = p.org AND m.person = p.person) \
               AND EXISTS (SELECT 1 FROM yard_member m WHERE m.org = p.org) ORDER BY p.case_id, p.party LIMIT $2";
    view.all(sql, values![looked_before, most]).await?.iter().map(turn).collect()
}

/// Notes that the house looked at one who left.
pub(in crate::approval) async fn looked(cx: &mut Ctx, one: Turn) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "UPDATE office_approval_part SET looked_at = $1 WHERE case_id = $2 AND party = $3";
    cx.run(sql, values![now, one.case, one.party]).await?;
    Ok(())
}

/// Some cases that came back to somebody.
pub(in crate::approval) async fn returned_to(
    view: &mut View,
    org: OrgId,
    person: PersonId,
    most: i64,
) -> Result<Vec<Turn>, Fault> {
    let sql = "SELECT p.org, p.case_id, p.party FROM office_approval_part p \
               JOIN office_approval_case c ON c.id = p.case_id WHERE p.org = $1 AND p.person = $2 AND p.asks = 1 \
               AND c.standing = 'returned' ORDER BY p.case_id LIMIT $3";
    view.all(sql, values![org, person, most]).await?.iter().map(turn).collect()
}

/// Some whose turn it is in the cases of one who hands over.
pub(in crate::approval) async fn turns_of(
    view: &mut View,
    org: OrgId,
    person: PersonId,
    most: i64,
) -> Result<Vec<Turn>, Fault> {
    let sql = "SELECT org, case_id, party FROM office_approval_part WHERE org = $1 AND person = $2 AND waits = 1 \
               ORDER BY case_id LIMIT $3";
    view.all(sql, values![org, person, most]).await?.iter().map(turn).collect()
}

/// Some at whose limits it is time to look.
pub(in crate::approval) async fn late(view: &mut View, most: i64) -> Result<Vec<Turn>, Fault> {
    let now = view.now();
    let sql = "SELECT org, case_id, party FROM office_approval_part WHERE waits = 1 AND due_at <= $1 \
               ORDER BY due_at, case_id, party LIMIT $2";
    view.all(sql, values![now, most]).await?.iter().map(turn).collect()
}

/// Says when the house looks at somebody's limits next.
pub(in crate::approval) async fn look_at(cx: &mut Ctx, one: Turn, at: Timestamp) -> Result<(), Fault> {
    let sql = "UPDATE office_approval_part SET due_at = $1 WHERE case_id = $2 AND party = $3 AND waits = 1";
    cx.run(sql, values![at, one.case, one.party]).await?;
    Ok(())
}

/// Cases that are over since before an instant, of one organisation or all; answers how many went.
pub(in crate::approval) async fn sweep(
    cx: &mut Ctx,
    org: Option<OrgId>,
    before: Timestamp,
    most: i64,
) -> Result<u64, Fault> {
    let all = "DELETE FROM office_approval_case WHERE id IN \
               (SELECT id FROM office_approval_case WHERE ended_at < $1 LIMIT $2)";
    let of_one = "DELETE FROM office_approval_case WHERE id IN \
                  (SELECT id FROM office_approval_case WHERE ended_at < $1 AND org = $3 LIMIT $2)";
    Ok(match org {
        None => cx.run(all, values![before, most]).await?,
        Some(org) => cx.run(of_one, values![before, most, org]).await?,
    })
}

/// Cases that nobody decided and that were asked before an instant, of one organisation or all; answers how many went.
pub(in crate::approval) async fn sweep_undecided(
    cx: &mut Ctx,
    org: Option<OrgId>,
    before: Timestamp,
    most: i64,
) -> Result<u64, Fault> {
    let all = "DELETE FROM office_approval_case WHERE id IN \
               (SELECT id FROM office_approval_case WHERE ended_at IS NULL AND asked_at < $1 LIMIT $2)";
    let of_one = "DELETE FROM office_approval_case WHERE id IN \
                  (SELECT id FROM office_approval_case WHERE ended_at IS NULL AND asked_at < $1 AND org = $3 LIMIT $2)";
    Ok(match org {
        None => cx.run(all, values![before, most]).await?,
        Some(org) => cx.run(of_one, values![before, most, org]).await?,
    })
}
