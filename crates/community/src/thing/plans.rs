//! Scenes and rules: plans of a home that the house carries out, whether anybody looks or not.
//!
//! A scene is a list of commands that somebody gives together. A rule gives its commands when something becomes so. Whoever may not
//! unlock puts no lock into a plan, and a plan is worth what its part is when it is carried out. A rule that fires too often in a
//! minute, such as two that answer each other, is switched off, and the home's log says so.

use ground::{Because, Caller, Ctx, Fault, Person};
use policy::Purpose;
use std::collections::HashMap;
use things::{Said, State};
use tokio::time::timeout;
use yard::House;

use super::known::{KnownThing, load};
use super::link::Link;
use super::rules::{self, RulePlan, ScenePlan, Step};
use super::{PartId, Refusal, Rule, RuleId, Scene, SceneId, Thing, ThingId, actions, hearing, plan, store};
use crate::place::HomeId;

/// Who opens plans to carry them out.
const PROGRAM: Caller = Caller::Program("home.device.link");

/// What became of a part.
pub(super) struct Became<'a> {
    pub part: PartId,
    pub before: &'a State,
    pub after: &'a State,
}

/// Devices of a home by their parts, each opened once.
#[derive(Default)]
struct Devices(HashMap<ThingId, KnownThing>);

impl Devices {
    /// What is said for a step; nothing where its part is gone, is another home's, or does it no longer.
    async fn said(&mut self, house: &House, home: HomeId, step: &Step) -> Result<Option<Said>, Fault> {
        if let Some(known) = self.0.values().find_map(|of| of.part(step.part)) {
            return Ok(known.part.tell(&step.command).ok());
        }
        let thing = store::of_part(&mut house.db.view().await?, step.part).await?;
        let Some(thing) = thing.filter(|thing| thing.home == Some(home)) else { return Ok(None) };
        let of = load(house, thing).await?;
        let said = of.part(step.part).and_then(|known| known.part.tell(&step.command).ok());
        self.0.insert(of.thing.id, of);
        Ok(said)
    }

    /// Whether a step lets somebody in.
    fn unlocks(&self, step: &Step) -> bool {
        let part = self.0.values().find_map(|of| of.part(step.part));
        part.is_some_and(|known| rules::unlocks(&known.part, &step.command))
    }
}

/// Whether all steps of a plan are ones that the caller may put into it.
async fn check(house: &House, who: Person, home: HomeId, steps: &[Step]) -> Result<(), Refusal> {
    if steps.is_empty() || steps.len() > rules::STEPS_MAX {
        return Err(Refusal::Field("steps"));
    }
    let mut devices = Devices::default();
    for step in steps {
        if devices.said(house, home, step).await?.is_none() {
            return Err(Refusal::Unsupported(things::Unsupported));
        }
    }
    if steps.iter().any(|step| devices.unlocks(step)) {
        actions::at(house, who, home, "home.open").await?;
    }
    Ok(())
}

/// Makes a scene.
pub(super) async fn add_scene(
    house: &House,
    who: Person,
    home: HomeId,
    plan: ScenePlan,
) -> Result<SceneId, Refusal> {
    let org = actions::at(house, who, home, "home.manage").await?;
    let plan = ScenePlan { name: rules::line("name", &plan.name)?, ..plan };
    check(house, who, home, &plan.steps).await?;
    let id = SceneId::fresh(&house.clock);
    let text = serde_json::to_string(&plan).because("writing a scene")?;
    let row = Scene { id, org, plan: house.vault.seal(&Scene::PLAN, org, id.bytes(), &text).await? };
    let mut cx = house.db.begin().await?;
    actions::still(&mut cx, who, home, "home.manage").await?;
    if plan::store::count_now(&mut cx, home).await? >= rules::PLANS_MAX {
        return Err(Refusal::Many);
    }
    plan::store::add_scene(&mut cx, home, &row).await?;
    cx.commit().await?;
    Ok(id)
}

/// Makes a rule.
pub(super) async fn add_rule(
    house: &House,
    who: Person,
    home: HomeId,
    (part, plan): (PartId, RulePlan),
) -> Result<RuleId, Refusal> {
    let org = actions::at(house, who, home, "home.manage").await?;
    let name = rules::line("name", &plan.name)?;
    let minutes = |minute: u16| minute < 1_440;
    if plan.between.is_some_and(|(from, until)| !minutes(from) || !minutes(until)) {
        return Err(Refusal::Field("between"));
    }
    if plan.aspect.len() > 32
        || plan.equals.to_string().len() > 300
        || !(-900..=900).contains(&plan.offset_min)
    {
        return Err(Refusal::Field("when"));
    }
    let plan = RulePlan { name, ..plan };
    let thing = store::of_part(&mut house.db.view().await?, part).await?;
    thing.filter(|thing| thing.home == Some(home)).ok_or(Refusal::Unknown)?;
    check(house, who, home, &plan.steps).await?;
    let id = RuleId::fresh(&house.clock);
    let text = serde_json::to_string(&plan).because("writing a rule")?;
    let sealed = house.vault.seal(&Rule::PLAN, org, id.bytes(), &text).await?;
    let fired_at = house.clock.now();
    let row = Rule { id, org, home, part, plan: sealed, is_on: true, fired: 0, fired_at };
    let mut cx = house.db.begin().await?;
    actions::still(&mut cx, who, home, "home.manage").await?;
    if plan::store::count_now(&mut cx, home).await? >= rules::PLANS_MAX {
        return Err(Refusal::Many);
    }
    plan::store::add_rule(&mut cx, &row).await?;
    cx.commit().await?;
    Ok(id)
}

/// Plans of a home in the open.
pub(super) struct Plans {
    pub scenes: Vec<(SceneId, ScenePlan)>,
    pub rules: Vec<(RuleId, PartId, bool, RulePlan)>,
}

/// All plans of a home.
pub(super) async fn list(house: &House, who: Person, home: HomeId) -> Result<Plans, Refusal> {
    actions::at(house, who, home, "home.use").await?;
    let mut view = house.db.view().await?;
    let scenes = plan::store::scenes(&mut view, home).await?;
    let rules = plan::store::rules(&mut view, home).await?;
    drop(view);
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::HomeDevices).act("home.device.plans").delivery();
    let shut = |no| Fault::caused("opening the plans of a home", no);
    let texts = look.open_present(scenes.iter().map(|row| &row.plan)).await.map_err(shut)?;
    let read = scenes.iter().zip(texts);
    let scenes = read.filter_map(|(row, text)| Some((row.id, serde_json::from_str(&text?).ok()?))).collect();
    let texts = look.open_present(rules.iter().map(|row| &row.plan)).await.map_err(shut)?;
    let read = rules.iter().zip(texts);
    let rule = |(row, text): (&Rule, Option<String>)| {
        Some((row.id, row.part, row.is_on, serde_json::from_str(&text?).ok()?))
    };
    Ok(Plans { scenes, rules: read.filter_map(rule).collect() })
}

/// Which plan.
#[derive(Clone, Copy)]
pub(super) enum Which {
    Scene(SceneId),
    Rule(RuleId),
}

/// Removes a plan.
pub(super) async fn remove(house: &House, who: Person, home: HomeId, which: Which) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    actions::still(&mut cx, who, home, "home.manage").await?;
    let is_gone = match which {
        Which::Scene(id) => plan::store::drop_scene(&mut cx, home, id).await?,
        Which::Rule(id) => plan::store::drop_rule(&mut cx, home, id).await?,
    };
    if !is_gone {
        return Err(Refusal::Unknown);
    }
    Ok(cx.commit().await?)
}

/// Switches a rule on or off.
pub(super) async fn switch(
    house: &House,
    who: Person,
    home: HomeId,
    (id, on): (RuleId, bool),
) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    actions::still(&mut cx, who, home, "home.manage").await?;
    if !plan::store::switch(&mut cx, home, id, on).await? {
        return Err(Refusal::Unknown);
    }
    Ok(cx.commit().await?)
}

/// Gives the commands of a scene; answers how many were heard.
pub(super) async fn play(
    house: &House,
    link: &Link,
    who: Person,
    (home, id): (HomeId, SceneId),
) -> Result<u32, Refusal> {
    let org = actions::at(house, who, home, "home.use").await?;
    let row = plan::store::scene(&mut house.db.view().await?, home, id).await?.ok_or(Refusal::Unknown)?;
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::HomeDevices).act("home.scene.play").delivery();
    let text = look.open(&row.plan).await.map_err(|no| no.or(Refusal::Unknown))?;
    let plan: ScenePlan = serde_json::from_str(&text).because("reading a scene")?;
    let (mut devices, mut saying) = (Devices::default(), Vec::new());
    for step in &plan.steps {
        saying.extend(devices.said(house, home, step).await?);
    }
    let mut cx = house.db.begin().await?;
    let unlocks = plan.steps.iter().any(|step| devices.unlocks(step));
    actions::still(&mut cx, who, home, if unlocks { "home.open" } else { "home.use" }).await?;
    let of = (None, Some(who.person));
    hearing::log(&mut cx, house, (org, Some(home)), of, ("scene", Some(plan.name))).await?;
    cx.commit().await?;
    let (mut heard, mut left) = (0, saying.into_iter());
    let waited = timeout(rules::HEARD_WITHIN, async {
        for said in left.by_ref() {
            heard += u32::from(link.say(said).await.is_ok());
        }
    });
    if waited.await.is_err() {
        // Whatever comes of the rest: it is said, and nobody waits for it.
        left.for_each(|said| link.put(said));
    }
    Ok(heard)
}

/// A rule that is to fire, and what it says.
pub(super) struct Due {
    rule: Rule,
    name: String,
    saying: Vec<Said>,
}

/// Rules that wait for what became of a part, opened before the unit of work in which it becomes so: opening needs a connection of
/// its own.
pub(super) async fn due(house: &House, of: &Thing, became: &Became<'_>) -> Result<Vec<Due>, Fault> {
    let Some(home) = of.home else { return Ok(Vec::new()) };
    let rows = plan::store::waiting(&mut house.db.view().await?, home, became.part).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let look = house.vault.look(&PROGRAM, Purpose::HomeDevices).act("home.device.link").delivery();
    let texts = look.open_present(rows.iter().map(|row| &row.plan)).await;
    let texts = texts.map_err(|no| Fault::caused("opening the rules of a part", no))?;
    let now = house.clock.now();
    let (mut devices, mut due) = (Devices::default(), Vec::new());
    for (rule, text) in rows.into_iter().zip(texts) {
        let Some(plan) = text.and_then(|text| serde_json::from_str::<RulePlan>(&text).ok()) else { continue };
        if !plan.fires(became.before, became.after, now) {
            continue;
        }
        let mut saying = Vec::new();
        for step in &plan.steps {
            saying.extend(devices.said(house, home, step).await?);
        }
        due.push(Due { rule, name: plan.name, saying });
    }
    Ok(due)
}

/// Has those fire that are on still: what they say, in the unit of work in which it became so.
pub(super) async fn follow(cx: &mut Ctx, house: &House, due: Vec<Due>) -> Result<Vec<Said>, Fault> {
    let mut saying = Vec::new();
    for Due { rule, name, saying: says } in due {
        let Some(stays) = plan::store::fire(cx, &rule).await? else { continue };
        let what = if stays { "rule" } else { "rule_stopped" };
        let place = (rule.org, Some(rule.home));
        hearing::log(cx, house, place, (None, None), (what, Some(name))).await?;
        if stays {
            saying.extend(says);
        }
    }
    Ok(saying)
}
