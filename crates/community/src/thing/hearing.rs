//! What a message of a device does: it announces parts, says what can be reached, what is so, what happened; and what follows.

use ground::{Because, Ctx, Fault, OrgId, PersonId};
use serde_json::{Value, json};
use things::packet::Published;
use things::{Announced, Part, Said, State, announced, broker, is_up, tasmota, tasmota_sensors};
use yard::House;
use yard::account::{Bound, store as accounts};
use yard::notice::{self, Notice, both};
use yard::org::store as orgs;

use super::bells;
use super::known::{Known, KnownPart, KnownThing, reach_mark};
use super::{Happening, PartId, PartRow, Thing, ThingEventId, codes, plans, rules, store};
use crate::household::store as households;
use crate::place::{HomeId, store as places};

/// Alarms and rings of one device that people are told of, within ten minutes; what is a danger has a count of its own, so that no
/// bell and no door uses up the smoke behind the same gateway.
const TOLD: Bound = Bound { kind: "home.device.told", span_s: 600, most: 20 };
const DANGER: Bound = Bound { kind: "home.device.danger", ..TOLD };

/// What one message changes, gathered before anything is written.
#[derive(Default)]
struct Change {
    announced: Option<Announced>,
    reach: Vec<(String, bool)>,
    states: Vec<(usize, State)>,
    events: Vec<(usize, String)>,
    code: Option<String>,
}

impl Change {
    fn is_empty(&self) -> bool {
        self.announced.is_none()
            && self.reach.is_empty()
            && self.states.is_empty()
            && self.events.is_empty()
            && self.code.is_none()
    }
}

/// Hears a message; answers what is to be said because of it.
pub(super) async fn hear(known: &mut Known, message: &Published) -> Result<Vec<Said>, Fault> {
    let house = known.house.clone();
    let Some((token, rest)) = whose(known, &message.topic).await? else { return Ok(Vec::new()) };
    let Some(of) = known.of(&token).await? else { return Ok(Vec::new()) };
    if !of.may_speak(house.clock.now()) {
        ground::metrics::count("courtyard_things_dropped_total{why=\"often\"}");
        return Ok(Vec::new());
    }
    let mut change = read(of, &rest, message);
    change.announced = change.announced.filter(|said| is_news(&house, of, said));
    if change.is_empty() {
        return Ok(Vec::new());
    }
    apply(&house, of, change).await
}

/// Hears what a device is, from whoever carries it: `at` is where it is announced.
pub(super) async fn announced_at(
    known: &mut Known,
    token: &str,
    (at, parts): (String, Vec<Part>),
) -> Result<(), Fault> {
    let house = known.house.clone();
    let Some(of) = known.of(token).await? else { return Ok(()) };
    let said = Announced { at, parts };
    if is_news(&house, of, &said) {
        apply(&house, of, Change { announced: Some(said), ..Change::default() }).await?;
    }
    Ok(())
}

/// Which device speaks: by the topic, which the broker let nobody else use; and what stands behind it.
async fn whose(known: &mut Known, topic: &str) -> Result<Option<(String, String)>, Fault> {
    if let Some((token, rest)) = topic.strip_prefix(broker::ROOT).and_then(|below| below.split_once('/')) {
        return Ok(Some((token.to_owned(), rest.to_owned())));
    }
    let Some((mac, rest)) = topic.strip_prefix("tasmota/discovery/").and_then(|below| below.split_once('/'))
    else {
        return Ok(None);
    };
    let rest = format!("tasmota/{mac}/{rest}");
    Ok(known.token_of(mac).await?.map(|token| (token, rest)))
}

/// What it says, without writing anything.
fn read(of: &mut KnownThing, rest: &str, message: &Published) -> Change {
    let mut change = Change::default();
    let payload = &message.payload;
    if let Some(below) = rest.strip_prefix("homeassistant/") {
        change.announced = announced(below, payload);
        return change;
    }
    if let Some((mac, what)) = rest.strip_prefix("tasmota/").and_then(|below| below.split_once('/')) {
        let at = format!("tasmota/{what}");
        match what {
            "config" if payload.len() <= things::PAYLOAD_MAX => {
                of.config.clone_from(payload);
                change.announced = Some(Announced { at, parts: tasmota(mac, payload) });
            }
            "sensors" if !of.config.is_empty() => {
                let parts = tasmota_sensors(mac, &of.config, payload);
                change.announced = Some(Announced { at, parts });
            }
            _ => {}
        }
        return change;
    }
    for known in &of.parts {
        for reach in known.part.reach.iter().filter(|reach| reach.topic == message.topic) {
            let is_new = change.reach.iter().all(|(topic, _)| *topic != reach.topic);
            if let Some(up) = is_up(reach, payload)
                && is_new
                && of.reach.get(&reach.topic) != Some(&up)
            {
                change.reach.push((reach.topic.clone(), up));
            }
        }
    }
    for (at, known) in of.parts.iter().enumerate() {
        let Some(heard) = known.part.hear(&message.topic, payload) else { continue };
        let mut state = known.state.clone();
        state.extend(heard.state);
        if state != known.state {
            change.states.push((at, state));
        }
        // What a broker kept happened before.
        change.events.extend(heard.event.filter(|_| !message.retained).map(|event| (at, event)));
    }
    if !message.retained && of.parts.iter().any(|known| known.part.topics().any(|one| one == message.topic)) {
        change.code = codes::entered(payload);
    }
    change
}

/// What rules and codes say because of it, opened before anything is written: opening needs a connection of its own.
async fn follows(
    house: &House,
    of: &KnownThing,
    change: &Change,
) -> Result<(Vec<plans::Due>, Option<codes::Entered>), Fault> {
    let mut due = Vec::new();
    for (at, state) in &change.states {
        let Some(known) = of.parts.get(*at) else { continue };
        let became = plans::Became { part: known.row.id, before: &known.state, after: state };
        due.extend(plans::due(house, &of.thing, &became).await?);
    }
    let entered = match &change.code {
        Some(code) => codes::look(house, of, code).await?,
        None => None,
    };
    Ok((due, entered))
}

/// Whether an announcement says something else than what is in hand: a house that comes back is told all that the broker kept.
fn is_news(house: &House, of: &KnownThing, said: &Announced) -> bool {
    let at_mark = house.vault.index(&PartRow::CONFIG, &said.at);
    let own: Vec<&Part> = said.parts.iter().filter(|part| rules::is_own(part, &of.thing.token)).collect();
    let has_other = own.iter().any(|part| of.parts.iter().all(|known| known.part != **part));
    let has_gone = of
        .parts
        .iter()
        .any(|known| known.row.at_mark == at_mark && own.iter().all(|part| part.key != known.part.key));
    has_other || has_gone
}

/// Whether one of these parts says at a topic whether it can be reached.
fn is_reach(parts: &[KnownPart], topic: &str) -> bool {
    parts.iter().any(|known| known.part.reach.iter().any(|reach| reach.topic == topic))
}

/// Writes it in one unit of work, and what follows from it.
async fn apply(house: &House, of: &mut KnownThing, change: Change) -> Result<Vec<Said>, Fault> {
    let (due, entered) = follows(house, of, &change).await?;
    let mut cx = house.db.begin().await?;
    let mut fresh = None;
    if let Some(announced) = change.announced {
        // An alarm is told whatever happened; while evidence is frozen only nothing is taken back.
        let is_frozen = yard::incident::frozen(&mut cx).await?;
        let parts = announce(&mut cx, house, of, (announced, is_frozen)).await?;
        for topic in of.reach.keys().filter(|topic| !is_reach(&parts, topic)) {
            store::drop_reach(&mut cx, of.thing.id, reach_mark(house, topic)).await?;
        }
        fresh = Some(parts);
    }
    for (topic, up) in &change.reach {
        store::put_reach(&mut cx, of.thing.id, reach_mark(house, topic), *up).await?;
    }
    let armed = match of.thing.home {
        Some(home) if !change.states.is_empty() => store::is_watched_now(&mut cx, home).await?,
        _ => false,
    };
    for (at, state) in &change.states {
        let Some(known) = of.parts.get(*at) else { continue };
        save(&mut cx, house, &of.thing, known, state).await?;
        if rules::alarms(&known.part, &known.state, state, armed) {
            alarm(&mut cx, house, &of.thing, &known.part).await?;
        }
    }
    let mut saying = plans::follow(&mut cx, house, due).await?;
    let mut rings = false;
    for (at, event) in &change.events {
        if let Some(known) = of.parts.get(*at) {
            rings |= happened(&mut cx, house, &of.thing, &known.part, event).await?;
        }
    }
    if let Some(entered) = entered {
        saying.extend(codes::used(&mut cx, house, of, entered).await?);
    }
    people(&mut cx, &of.thing).await?;
    cx.commit().await?;
    // In hand it is so from here on, and not before it is kept.
    of.reach.extend(change.reach);
    for (at, state) in change.states {
        if let Some(known) = of.parts.get_mut(at) {
            known.state = state;
        }
    }
    if let Some(fresh) = fresh {
        of.reach.retain(|topic, _| is_reach(&fresh, topic));
        of.parts = fresh;
    }
    // What is to be said because of it is said, whoever hears the bell.
    if rings && let Err(fault) = bells::ring(house, &of.thing).await {
        tracing::error!(fault = %fault.chain(), "telling a home that a bell rings");
    }
    Ok(saying)
}

/// Parts that a device announces at one place: new ones, changed ones, and those that are not there any longer.
async fn announce(
    cx: &mut Ctx,
    house: &House,
    of: &KnownThing,
    (said, is_frozen): (Announced, bool),
) -> Result<Vec<KnownPart>, Fault> {
    let thing = &of.thing;
    let at_mark = house.vault.index(&PartRow::CONFIG, &said.at);
    let own: Vec<Part> = said.parts.into_iter().filter(|part| rules::is_own(part, &thing.token)).collect();
    let (mut kept, mut gone) = (Vec::new(), Vec::new());
    for known in &of.parts {
        let is_of_here = known.row.at_mark == at_mark;
        let stays = is_frozen || !is_of_here || own.iter().any(|part| part.key == known.part.key);
        if stays { kept.push(known) } else { gone.push(known.row.id) }
    }
    for id in gone {
        store::drop_part(cx, id).await?;
    }
    let mut fresh: Vec<KnownPart> = kept
        .into_iter()
        .map(|known| KnownPart {
            row: known.row.clone(),
            part: known.part.clone(),
            state: known.state.clone(),
        })
        .collect();
    for part in own {
        let there = fresh.iter().position(|known| known.part.key == part.key);
        if there.is_some_and(|at| fresh.get(at).is_some_and(|known| known.part == part)) {
            continue;
        }
        if there.is_none() && fresh.len() >= rules::THING_PARTS_MAX {
            ground::metrics::count("courtyard_things_dropped_total{why=\"parts\"}");
            continue;
        }
        let id = match there.and_then(|at| fresh.get(at)) {
            Some(known) => known.row.id,
            None => PartId::fresh(cx.clock()),
        };
        let text = serde_json::to_string(&part).because("writing a part of a device")?;
        let row = PartRow {
            id,
            thing: thing.id,
            at_mark,
            mark: house.vault.index(&PartRow::CONFIG, &format!("key {}", part.key)),
            config: house.vault.seal(&PartRow::CONFIG, thing.org, id.bytes(), &text).await?,
            state: None,
            state_at: None,
        };
        store::put_part(cx, thing.org, &row).await?;
        match there.and_then(|at| fresh.get_mut(at)) {
            Some(known) => (known.row, known.part) = (row, part),
            None => fresh.push(KnownPart { row, part, state: State::new() }),
        }
    }
    Ok(fresh)
}

async fn save(
    cx: &mut Ctx,
    house: &House,
    thing: &Thing,
    known: &KnownPart,
    state: &State,
) -> Result<(), Fault> {
    let text = serde_json::to_string(state).because("writing a state")?;
    let sealed = house.vault.seal(&PartRow::STATE, thing.org, known.row.id.bytes(), &text).await?;
    store::save_state(cx, known.row.id, &sealed).await
}

/// Whom a device concerns: those of its home, or those who run the community.
async fn concerned(cx: &mut Ctx, thing: &Thing) -> Result<Vec<PersonId>, Fault> {
    let now = cx.now();
    match thing.home {
        Some(home) => {
            let rows = households::of_home_now(cx, home).await?;
            Ok(rows.iter().filter(|row| row.lives(now)).filter_map(|row| row.person).collect())
        }
        None => orgs::administrators(cx, thing.org).await,
    }
}

/// Their open pages look again.
async fn people(cx: &mut Ctx, thing: &Thing) -> Result<(), Fault> {
    let body = match thing.home {
        Some(home) => json!({ "home": home }),
        None => json!({ "org": thing.org }),
    };
    for person in concerned(cx, thing).await? {
        cx.tell(person, "home", "home.device", &body).await?;
    }
    Ok(())
}

/// Writes an entry of the log.
pub(super) async fn log(
    cx: &mut Ctx,
    house: &House,
    (org, home): (OrgId, Option<HomeId>),
    (thing, person): (Option<super::ThingId>, Option<PersonId>),
    (what, detail): (&str, Option<String>),
) -> Result<(), Fault> {
    let id = ThingEventId::fresh(cx.clock());
    let detail = match detail {
        Some(text) => Some(house.vault.seal(&Happening::DETAIL, org, id.bytes(), &text).await?),
        None => None,
    };
    let at = cx.now();
    store::log(cx, &Happening { id, org, home, thing, person, what: what.to_owned(), detail, at }).await
}

/// How a part is called: by its device's name and its own.
pub(super) fn called(part: &Part) -> String {
    match (part.of.name.as_str(), part.name.as_str()) {
        ("", name) | (name, "") => name.to_owned(),
        (of, name) if of == name => name.to_owned(),
        (of, name) => format!("{of} · {name}"),
    }
}

/// What a class is in both languages.
fn danger(class: &str) -> Value {
    let (zh, en) = match class {
        "smoke" => ("烟雾", "smoke"),
        "gas" | "carbon_monoxide" => ("燃气", "gas"),
        "moisture" => ("漏水", "a leak"),
        "heat" => ("高温", "heat"),
        "motion" | "occupancy" | "presence" => ("有人活动", "motion"),
        "door" | "window" | "opening" | "garage_door" => ("门窗打开", "a door or window that opened"),
        "vibration" => ("震动", "vibration"),
        _ => ("危险", "danger"),
    };
    both(zh, en)
}

/// Where a device is, in a notice.
async fn place(cx: &mut Ctx, thing: &Thing) -> Result<String, Fault> {
    let community = places::of_now(cx, thing.org).await?.map(|one| one.name).unwrap_or_default();
    let Some(home) = thing.home else { return Ok(community) };
    let home = places::find_now(cx, home).await?.map(|home| home.number).unwrap_or_default();
    Ok(format!("{community} {home}"))
}

/// Tells whom it concerns; `false` where that was too often.
async fn tell(
    cx: &mut Ctx,
    house: &House,
    thing: &Thing,
    (bound, told): (Bound, &Notice),
) -> Result<bool, Fault> {
    if accounts::count(cx, bound, thing.id.bytes()).await? > i64::from(bound.most) {
        return Ok(false);
    }
    for person in concerned(cx, thing).await? {
        notice::tell(cx, house, person, told).await?;
    }
    Ok(true)
}

async fn alarm(cx: &mut Ctx, house: &House, thing: &Thing, part: &Part) -> Result<(), Fault> {
    let place_of = (thing.org, thing.home);
    log(cx, house, place_of, (Some(thing.id), None), ("alarm", Some(called(part)))).await?;
    let bound = if rules::is_danger(part) { DANGER } else { TOLD };
    let code = if thing.home.is_some() { "home.device.alarm" } else { "home.equipment.alarm" };
    let told = Notice::new(code)
        .about("home", place(cx, thing).await?)
        .about("device", called(part))
        .about("danger", danger(part.class.as_deref().unwrap_or_default()));
    tell(cx, house, thing, (bound, &told)).await.map(|_| ())
}

/// Something happened; whether those of a home are to hear a bell.
async fn happened(
    cx: &mut Ctx,
    house: &House,
    thing: &Thing,
    part: &Part,
    event: &str,
) -> Result<bool, Fault> {
    if !rules::rings(part, event) || thing.home.is_none() {
        return Ok(false);
    }
    let place_of = (thing.org, thing.home);
    log(cx, house, place_of, (Some(thing.id), None), ("rang", Some(called(part)))).await?;
    let told =
        Notice::new("home.device.rang").about("home", place(cx, thing).await?).about("device", called(part));
    tell(cx, house, thing, (TOLD, &told)).await
}
