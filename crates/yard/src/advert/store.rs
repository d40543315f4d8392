//! Rows of adverts, interests, and of what was seen today.

use ground::{Ctx, Fault, PersonId, Row, Timestamp, View, values};
use policy::Personal;
use std::collections::HashMap;
use vault::{Sealed, Subject};

use super::CampaignId;
use crate::House;
use crate::alias::Alias;
use crate::erasure::Working;
use crate::partner::PartnerId;

/// Adverts of one list, at most.
const MOST: i64 = 500;

/// An advert in the store.
pub(super) struct Campaign {
    pub id: CampaignId,
    pub partner: PartnerId,
    pub placement: String,
    pub title_zh: String,
    pub title_en: String,
    pub text_zh: String,
    pub text_en: String,
    pub link: String,
    pub tag: Option<String>,
    pub area: Option<String>,
    pub daily_most: u32,
    pub from_at: Timestamp,
    pub until_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub has_picture: bool,
}

/// What somebody chose.
#[derive(Personal)]
#[personal(table = "yard_advert_interest")]
pub struct InterestRow {
    /// Whose.
    pub person: PersonId,
    /// The row.
    pub id: [u8; 16],
    /// Tags, a blank between them.
    #[personal(category = "advert-interest")]
    pub interests: Sealed<String>,
    /// When.
    pub changed_at: Timestamp,
}

/// What one looker of the day saw of one advert.
pub(super) struct Seen {
    pub shown: u32,
    pub clicked: u32,
    pub waiting: Option<[u8; 16]>,
    pub shown_at: Option<Timestamp>,
}

const CAMPAIGN: &str = "id, partner, placement, title_zh, title_en, text_zh, text_en, link, tag, area, daily_most, \
     from_at, until_at, ended_at, CASE WHEN picture IS NULL THEN 0 ELSE 1 END AS has_picture";

fn select(rest: &str) -> ground::db::Assembled<String> {
    ground::db::Assembled(format!("SELECT {CAMPAIGN} FROM yard_campaign {rest}"))
}

fn campaign(row: &Row) -> Result<Campaign, Fault> {
    Ok(Campaign {
        id: row.get("id")?,
        partner: row.get("partner")?,
        placement: row.get("placement")?,
        title_zh: row.get("title_zh")?,
        title_en: row.get("title_en")?,
        text_zh: row.get("text_zh")?,
        text_en: row.get("text_en")?,
        link: row.get("link")?,
        tag: row.get("tag")?,
        area: row.get("area")?,
        daily_most: row.get("daily_most")?,
        from_at: row.get("from_at")?,
        until_at: row.get("until_at")?,
        ended_at: row.get("ended_at")?,
        has_picture: row.get("has_picture")?,
    })
}

/// Puts an advert into the store.
pub(super) async fn add(cx: &mut Ctx, new: &Campaign, picture: Option<&[u8]>) -> Result<(), Fault> {
    let now = cx.now();
    cx.run(
        "INSERT INTO yard_campaign (id, partner, placement, title_zh, title_en, text_zh, text_en, link, tag, area, \
         daily_most, picture, from_at, until_at, ended_at, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, NULL, $15)",
        values![
            new.id,
            new.partner,
            new.placement.as_str(),
            new.title_zh.as_str(),
            new.title_en.as_str(),
            new.text_zh.as_str(),
            new.text_en.as_str(),
            new.link.as_str(),
            new.tag.as_deref(),
            new.area.as_deref(),
            new.daily_most,
            picture,
            new.from_at,
            new.until_at,
            now
        ],
    )
    .await?;
    Ok(())
}

/// All adverts, the newest first.
pub(super) async fn all(view: &mut View) -> Result<Vec<Campaign>, Fault> {
    view.all(select("ORDER BY id DESC LIMIT $1"), values![MOST]).await?.iter().map(campaign).collect()
}

/// One advert.
pub(super) async fn find(cx: &mut Ctx, id: CampaignId) -> Result<Option<Campaign>, Fault> {
    cx.opt(select("WHERE id = $1"), values![id]).await?.as_ref().map(campaign).transpose()
}

/// What runs at a place now.
pub(super) async fn running(cx: &mut Ctx, placement: &str) -> Result<Vec<Campaign>, Fault> {
    let now = cx.now();
    let sql = select(
        "WHERE placement = $1 AND from_at <= $2 AND until_at > $2 AND ended_at IS NULL ORDER BY id LIMIT $3",
    );
    cx.all(sql, values![placement, now, MOST]).await?.iter().map(campaign).collect()
}

/// Ends an advert.
pub(super) async fn end(cx: &mut Ctx, id: CampaignId) -> Result<bool, Fault> {
    let now = cx.now();
    let sql = "UPDATE yard_campaign SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL";
    Ok(cx.run(sql, values![id, now]).await? == 1)
}

/// The picture of an advert.
pub(super) async fn picture(view: &mut View, id: CampaignId) -> Result<Option<Vec<u8>>, Fault> {
    let row = view.opt("SELECT picture FROM yard_campaign WHERE id = $1", values![id]).await?;
    Ok(row.map(|row| row.get("picture")).transpose()?.flatten())
}

/// What somebody chose.
pub(super) async fn interests(view: &mut View, person: PersonId) -> Result<Option<InterestRow>, Fault> {
    let sql = "SELECT id, interests, changed_at FROM yard_advert_interest WHERE person = $1";
    let row = view.opt(sql, values![person]).await?;
    row.map(|row| {
        let (id, bytes): ([u8; 16], Vec<u8>) = (row.get("id")?, row.get("interests")?);
        let interests = Sealed::stored(&InterestRow::INTERESTS, Subject::Person(person), id, bytes);
        Ok(InterestRow { person, id, interests, changed_at: row.get("changed_at")? })
    })
    .transpose()
}

/// Writes what somebody chose.
pub(super) async fn save(
    cx: &mut Ctx,
    person: PersonId,
    id: [u8; 16],
    interests: &Sealed<String>,
) -> Result<(), Fault> {
    let now = cx.now();
    cx.run(
        "INSERT INTO yard_advert_interest (person, id, interests, changed_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (person) DO UPDATE SET id = excluded.id, interests = excluded.interests, \
         changed_at = excluded.changed_at",
        values![person, id, interests, now],
    )
    .await?;
    Ok(())
}

/// Forgets what somebody chose.
pub(super) async fn forget(cx: &mut Ctx, person: PersonId) -> Result<(), Fault> {
    cx.run("DELETE FROM yard_advert_interest WHERE person = $1", values![person]).await?;
    Ok(())
}

/// Who chose something, a page of them.
pub(super) async fn choosers(cx: &mut Ctx) -> Result<Vec<PersonId>, Fault> {
    let rows = cx.all("SELECT person FROM yard_advert_interest ORDER BY person", values![]).await?;
    rows.iter().map(|row| row.get("person")).collect()
}

/// The key of a day; drawn where there is none yet.
pub(super) async fn salt(cx: &mut Ctx, day: i64, fresh: [u8; 32]) -> Result<[u8; 32], Fault> {
    cx.run(
        "INSERT INTO yard_advert_day (day, salt) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        values![day, fresh],
    )
    .await?;
    cx.one("SELECT salt FROM yard_advert_day WHERE day = $1", values![day]).await?.get("salt")
}

/// The same where it was drawn.
pub(super) async fn salt_of(view: &mut View, day: i64) -> Result<Option<[u8; 32]>, Fault> {
    let row = view.opt("SELECT salt FROM yard_advert_day WHERE day = $1", values![day]).await?;
    row.map(|row| row.get("salt")).transpose()
}

/// What a looker of the day saw of an advert.
pub(super) async fn seen(
    cx: &mut Ctx,
    day: i64,
    campaign: CampaignId,
    who: [u8; 16],
) -> Result<Option<Seen>, Fault> {
    let sql = "SELECT shown, clicked, waiting, shown_at FROM yard_advert_seen \
               WHERE day = $1 AND campaign = $2 AND who = $3";
    let row = cx.opt(sql, values![day, campaign, who]).await?;
    row.map(|row| {
        Ok(Seen {
            shown: row.get("shown")?,
            clicked: row.get("clicked")?,
            waiting: row.get("waiting")?,
            shown_at: row.get("shown_at")?,
        })
    })
    .transpose()
}

/// How often each advert was placed before a looker of the day.
pub(super) async fn placed(cx: &mut Ctx, day: i64, who: [u8; 16]) -> Result<HashMap<CampaignId, u32>, Fault> {
    let sql = "SELECT campaign, placed FROM yard_advert_seen WHERE day = $1 AND who = $2";
    let rows = cx.all(sql, values![day, who]).await?;
    rows.iter().map(|row| Ok((row.get("campaign")?, row.get("placed")?))).collect()
}

/// Notes that an advert was placed before somebody, under a mark.
pub(super) async fn place(
    cx: &mut Ctx,
    (day, campaign, who): (i64, CampaignId, [u8; 16]),
    mark: [u8; 16],
) -> Result<(), Fault> {
    let now = cx.now();
    cx.run(
        "INSERT INTO yard_advert_seen (day, campaign, who, placed, shown, clicked, invalid, waiting, shown_at, at) \
         VALUES ($1, $2, $3, 1, 0, 0, 0, $4, NULL, $5) ON CONFLICT (day, campaign, who) DO UPDATE \
         SET placed = yard_advert_seen.placed + 1, waiting = excluded.waiting",
        values![day, campaign, who, mark, now],
    )
    .await?;
    Ok(())
}

/// Counts an act: a showing, a click, or an invalid one.
pub(super) async fn count(
    cx: &mut Ctx,
    (day, campaign, who): (i64, CampaignId, [u8; 16]),
    act: Counted,
) -> Result<(), Fault> {
    let now = cx.now();
    let (shown, clicked, invalid) = match act {
        Counted::Showing => (1, 0, 0),
        Counted::Click => (0, 1, 0),
        Counted::Invalid => (0, 0, 1),
    };
    cx.run(
        "UPDATE yard_advert_seen SET shown = shown + $4, clicked = clicked + $5, invalid = invalid + $6, \
         shown_at = CASE WHEN $4 = 1 THEN $7 ELSE shown_at END WHERE day = $1 AND campaign = $2 AND who = $3",
        values![day, campaign, who, shown, clicked, invalid, now],
    )
    .await?;
    Ok(())
}

/// What is counted.
#[derive(Clone, Copy)]
pub(super) enum Counted {
    Showing,
    Click,
    Invalid,
}

/// Folds the days before one into totals; the rows and their keys go.
pub(super) async fn fold(cx: &mut Ctx, before: i64) -> Result<(), Fault> {
    cx.run(
        "INSERT INTO yard_advert_count (day, campaign, people, clickers, shown, clicked, invalid) \
         SELECT day, campaign, SUM(CASE WHEN shown > 0 THEN 1 ELSE 0 END), \
         SUM(CASE WHEN clicked > 0 THEN 1 ELSE 0 END), SUM(shown), SUM(clicked), SUM(invalid) \
         FROM yard_advert_seen WHERE day < $1 GROUP BY day, campaign ON CONFLICT DO NOTHING",
        values![before],
    )
    .await?;
    cx.run("DELETE FROM yard_advert_seen WHERE day < $1", values![before]).await?;
    cx.run("DELETE FROM yard_advert_day WHERE day < $1", values![before]).await?;
    Ok(())
}

/// The totals of a day.
pub(super) struct Totals {
    pub people: i64,
    pub clickers: i64,
}

/// Totals of an advert, day by day.
pub(super) async fn totals(cx: &mut Ctx, id: CampaignId) -> Result<Vec<(i64, Totals)>, Fault> {
    let sql =
        "SELECT day, people, clickers FROM yard_advert_count WHERE campaign = $1 ORDER BY day DESC LIMIT $2";
    let read = |row: &Row| {
        let totals = Totals { people: row.get("people")?, clickers: row.get("clickers")? };
        Ok((row.get("day")?, totals))
    };
    cx.all(sql, values![id, MOST]).await?.iter().map(read).collect()
}

/// How often adverts were shown to a looker of the day, and clicked.
pub(super) async fn of_looker(
    view: &mut View,
    who: [u8; 16],
) -> Result<Option<(i64, i64, Timestamp)>, Fault> {
    let sql = "SELECT CAST(SUM(shown) AS BIGINT) AS shown, CAST(SUM(clicked) AS BIGINT) AS clicked, MIN(at) AS at FROM yard_advert_seen \
               WHERE who = $1 GROUP BY who";
    let row = view.opt(sql, values![who]).await?;
    row.map(|row| Ok((row.get("shown")?, row.get("clicked")?, row.get("at")?))).transpose()
}

/// Interests of an erased person.
pub(super) fn erase_interests<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move {
        Ok(cx.run("DELETE FROM yard_advert_interest WHERE person = $1", values![person]).await?)
    })
}

/// What an erased person saw today: his rows are found while the key of the day is there.
pub(super) fn erase_seen<'a>(_: &'a House, cx: &'a mut Ctx, person: PersonId, _: i64) -> Working<'a> {
    Box::pin(async move {
        let mut gone = 0;
        for row in cx.all("SELECT salt FROM yard_advert_day", values![]).await? {
            let who = Alias::under(&row.get::<[u8; 32]>("salt")?).of(&person.bytes());
            gone += cx.run("DELETE FROM yard_advert_seen WHERE who = $1", values![who]).await?;
        }
        Ok(gone)
    })
}
