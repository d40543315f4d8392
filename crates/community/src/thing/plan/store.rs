//! Rows of scenes and rules.

use ground::{Ctx, Fault, OrgId, Row, View, values};
use vault::Sealed;

use super::super::{PartId, Rule, RuleId, Scene, SceneId, rules};
use crate::place::HomeId;

macro_rules! rule_rows {
    ($rest:literal) => {
        concat!("SELECT id, org, home, part, plan, is_on, fired, fired_at FROM community_thing_rule ", $rest)
    };
}

fn scene_of(row: &Row) -> Result<Scene, Fault> {
    let (id, org): (SceneId, OrgId) = (row.get("id")?, row.get("org")?);
    Ok(Scene { id, org, plan: Sealed::stored(&Scene::PLAN, org, id.bytes(), row.get("plan")?) })
}

fn rule_of(row: &Row) -> Result<Rule, Fault> {
    let (id, org): (RuleId, OrgId) = (row.get("id")?, row.get("org")?);
    Ok(Rule {
        id,
        org,
        home: row.get("home")?,
        part: row.get("part")?,
        plan: Sealed::stored(&Rule::PLAN, org, id.bytes(), row.get("plan")?),
        is_on: row.get("is_on")?,
        fired: row.get("fired")?,
        fired_at: row.get("fired_at")?,
    })
}

/// Keeps a scene.
pub(in crate::thing) async fn add_scene(cx: &mut Ctx, home: HomeId, new: &Scene) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "INSERT INTO community_thing_scene (id, org, home, plan, made_at) VALUES ($1, $2, $3, $4, $5)";
    cx.run(sql, values![new.id, new.org, home, &new.plan, now]).await?;
    Ok(())
}

/// Keeps a rule.
pub(in crate::thing) async fn add_rule(cx: &mut Ctx, new: &Rule) -> Result<(), Fault> {
    let now = cx.now();
    let sql = "INSERT INTO community_thing_rule (id, org, home, part, plan, is_on, fired, fired_at, made_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let on = i64::from(new.is_on);
    let values = values![new.id, new.org, new.home, new.part, &new.plan, on, new.fired, new.fired_at, now];
    cx.run(sql, values).await?;
    Ok(())
}

/// How many plans a home has.
pub(in crate::thing) async fn count_now(cx: &mut Ctx, home: HomeId) -> Result<i64, Fault> {
    let sql = "SELECT (SELECT COUNT(*) FROM community_thing_scene WHERE home = $1) + \
               (SELECT COUNT(*) FROM community_thing_rule WHERE home = $1) AS found";
    cx.one(sql, values![home]).await?.get("found")
}

/// Scenes of a home.
pub(in crate::thing) async fn scenes(view: &mut View, home: HomeId) -> Result<Vec<Scene>, Fault> {
    let sql = "SELECT id, org, plan FROM community_thing_scene WHERE home = $1 ORDER BY id LIMIT $2";
    view.all(sql, values![home, rules::PLANS_MAX]).await?.iter().map(scene_of).collect()
}

/// One of them.
pub(in crate::thing) async fn scene(
    view: &mut View,
    home: HomeId,
    id: SceneId,
) -> Result<Option<Scene>, Fault> {
    let sql = "SELECT id, org, plan FROM community_thing_scene WHERE home = $1 AND id = $2";
    view.opt(sql, values![home, id]).await?.as_ref().map(scene_of).transpose()
}

/// Rules of a home.
pub(in crate::thing) async fn rules(view: &mut View, home: HomeId) -> Result<Vec<Rule>, Fault> {
    let sql = rule_rows!("WHERE home = $1 ORDER BY id LIMIT $2");
    view.all(sql, values![home, rules::PLANS_MAX]).await?.iter().map(rule_of).collect()
}

/// Rules of a home that are on and wait for a part.
pub(in crate::thing) async fn waiting(
    view: &mut View,
    home: HomeId,
    part: PartId,
) -> Result<Vec<Rule>, Fault> {
    let sql = rule_rows!("WHERE home = $1 AND part = $2 AND is_on = 1 ORDER BY id LIMIT $3");
    view.all(sql, values![home, part, rules::PLANS_MAX]).await?.iter().map(rule_of).collect()
}

/// Counts that a rule fires; `false` where that was too often: it is off from then on. Nothing where it is off or gone by now.
pub(in crate::thing) async fn fire(cx: &mut Ctx, rule: &Rule) -> Result<Option<bool>, Fault> {
    let now = cx.now();
    let is_same_minute = now.since(rule.fired_at) < rules::FIRES_IN;
    let (fired, began) = if is_same_minute { (rule.fired + 1, rule.fired_at) } else { (1, now) };
    let stays = fired <= rules::FIRES_MAX;
    let sql = "UPDATE community_thing_rule SET fired = $2, fired_at = $3, is_on = $4 \
               WHERE id = $1 AND is_on = 1";
    let is_on = cx.run(sql, values![rule.id, fired, began, i64::from(stays)]).await? == 1;
    Ok(is_on.then_some(stays))
}

/// Switches a rule on or off; `false` where there is none.
pub(in crate::thing) async fn switch(
    cx: &mut Ctx,
    home: HomeId,
    id: RuleId,
    on: bool,
) -> Result<bool, Fault> {
    let sql = "UPDATE community_thing_rule SET is_on = $3, fired = 0 WHERE home = $1 AND id = $2";
    Ok(cx.run(sql, values![home, id, i64::from(on)]).await? == 1)
}

/// Removes a scene; `false` where there is none.
pub(in crate::thing) async fn drop_scene(cx: &mut Ctx, home: HomeId, id: SceneId) -> Result<bool, Fault> {
    let sql = "DELETE FROM community_thing_scene WHERE home = $1 AND id = $2";
    Ok(cx.run(sql, values![home, id]).await? == 1)
}

/// Removes a rule; `false` where there is none.
pub(in crate::thing) async fn drop_rule(cx: &mut Ctx, home: HomeId, id: RuleId) -> Result<bool, Fault> {
    let sql = "DELETE FROM community_thing_rule WHERE home = $1 AND id = $2";
    Ok(cx.run(sql, values![home, id]).await? == 1)
}
