//! What those who run a community do: see what a list would bring, bring it in, take it back.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ground::{Ctx, Fault, Member, OrgId, View};
use sheet::{Head, Sheet};
use std::collections::{BTreeMap, HashMap, HashSet};
use tokio::sync::Semaphore;
use yard::House;

use super::rules::{self, Columns, Said, Wrong};
use super::{Import, ImportId, Refusal, store};
use crate::awaited::{self, Named as Person};
use crate::place::{
    self, BUILDINGS_MAX, BuildingId, HOMES_MAX, Home, HomeId, UNITS_MAX, UnitId, resource, store as places,
};

/// Homes of one unit of work: others write in between.
const STEP: usize = 500;
/// Sheets that are unpacked at once, in the whole house: each may take a hundred times what was sent.
static READING: Semaphore = Semaphore::const_new(2);
/// Homes that are read from the tables at once.
const PAGE: u32 = 5_000;

/// What a list says, held against what is there.
pub(super) struct Seen {
    pub sheet: Sheet,
    pub head: Head,
    pub columns: Columns,
    /// Homes that are not there yet.
    pub new: Vec<Said>,
    /// How many are there already.
    pub there: usize,
    /// Whom it names that is not awaited yet, each with the place of his home.
    pub people: Vec<(Place, Person)>,
    /// How many of those whom it names are awaited already.
    pub people_there: usize,
    /// What is wrong in which row.
    pub wrong: BTreeMap<usize, Wrong>,
}

/// A home as a list says it: building, unit, room.
pub(super) type Place = (String, String, String);

/// What stands in a community.
#[derive(Default)]
struct Standing {
    buildings: HashMap<String, BuildingId>,
    units: HashMap<(BuildingId, String), UnitId>,
    homes: HashMap<(UnitId, String), (HomeId, String)>,
    numbers: HashSet<String>,
}

impl Standing {
    /// The home that stands at a place, and its number.
    fn home(&self, (building, unit, room): &Place) -> Option<&(HomeId, String)> {
        let building = self.buildings.get(building)?;
        let unit = self.units.get(&(*building, unit.clone()))?;
        self.homes.get(&(*unit, room.clone()))
    }
}

/// Reads a list without bringing it in; also where it cannot be brought in, so that its columns can be said.
pub(super) async fn look(
    house: &House,
    who: Member,
    (file, columns): (&str, Option<Columns>),
) -> Result<Seen, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    if places::of(&mut view, who.org).await?.is_none() {
        return Err(Refusal::Closed);
    }
    drop(view);
    let bytes = STANDARD.decode(file).map_err(|_| Refusal::Encoding)?;
    // Unpacking takes a moment, and others are answered meanwhile.
    let turn = READING.acquire().await.map_err(|error| Fault::caused("waiting to read a sheet", error))?;
    // The turn ends with the work, also where whoever asked has gone.
    let read = move || {
        let _turn = turn;
        sheet::read(&bytes)
    };
    let sheet = tokio::task::spawn_blocking(read).await;
    let sheet = sheet.map_err(|error| Fault::caused("reading a sheet", error))??;
    let (head, found) = Columns::found(&sheet);
    let columns = columns.unwrap_or(found);
    let mut seen = Seen {
        head,
        columns,
        new: Vec::new(),
        there: 0,
        people: Vec::new(),
        people_there: 0,
        wrong: BTreeMap::new(),
        sheet,
    };
    if seen.columns.are_of(seen.head.columns.len()) {
        let mut view = house.db.view().await?;
        let standing = standing(&mut view, who.org).await?;
        let named = awaited::there(&mut view, who.org).await?;
        drop(view);
        seen.fill(house, &standing, &named);
    }
    Ok(seen)
}

impl Seen {
    /// Holds each row against what is there.
    fn fill(&mut self, house: &House, standing: &Standing, named: &HashSet<(HomeId, Vec<u8>)>) {
        let mut room = Room::of(standing);
        for (row, said) in rules::homes(&self.sheet, self.head.row, &self.columns) {
            let (said, person) = match said {
                Ok(said) => said,
                Err(why) => {
                    self.wrong.insert(row, why);
                    continue;
                }
            };
            let place = (said.building.clone(), said.unit.clone(), said.room.clone());
            match room.take(standing, said) {
                Ok(Taken::New(said)) => self.new.push(said),
                Ok(Taken::There) => self.there += 1,
                Ok(Taken::Again) => {}
                Err(why) => {
                    self.wrong.insert(row, why);
                    continue;
                }
            }
            let Some(one) = person else { continue };
            match standing.home(&place) {
                Some((home, _)) if awaited::named(house, named, *home, &one) => self.people_there += 1,
                _ => self.people.push((place, one)),
            }
        }
    }
}

async fn standing(view: &mut View, org: OrgId) -> Result<Standing, Fault> {
    let mut standing = Standing::default();
    for (id, name) in places::buildings(view, org).await? {
        standing.buildings.insert(name, id);
    }
    for (id, building, name) in places::units(view, org).await? {
        standing.units.insert((building, name), id);
    }
    let mut after = None;
    loop {
        let page = places::homes(view, org, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        for home in page {
            standing.numbers.insert(home.number.clone());
            standing.homes.insert((home.unit, home.room), (home.id, home.number));
        }
    }
    Ok(standing)
}

/// What a list would use up, as its rows are read.
struct Room {
    numbers: HashSet<String>,
    buildings: HashSet<String>,
    units: HashSet<(String, String)>,
    places: HashSet<Place>,
    left: [i64; 3],
}

/// What became of a home that a row says.
enum Taken {
    New(Said),
    /// It stands already.
    There,
    /// Another row said it before.
    Again,
}

impl Room {
    fn of(standing: &Standing) -> Self {
        let left = |most: i64, there: usize| most - i64::try_from(there).unwrap_or(most);
        Self {
            numbers: HashSet::new(),
            buildings: HashSet::new(),
            units: HashSet::new(),
            places: HashSet::new(),
            left: [
                left(BUILDINGS_MAX, standing.buildings.len()),
                left(UNITS_MAX, standing.units.len()),
                left(HOMES_MAX, standing.numbers.len()),
            ],
        }
    }

    /// Whether a home is new and may be.
    fn take(&mut self, standing: &Standing, said: Said) -> Result<Taken, Wrong> {
        let whole = (said.building.clone(), said.unit.clone(), said.room.clone());
        if self.places.contains(&whole) {
            return Ok(Taken::Again);
        }
        let building = standing.buildings.get(&said.building);
        let unit = building.and_then(|building| standing.units.get(&(*building, said.unit.clone())));
        if standing.home(&whole).is_some() {
            self.places.insert(whole);
            return Ok(Taken::There);
        }
        if standing.numbers.contains(&said.number) || self.numbers.contains(&said.number) {
            return Err(Wrong::Number);
        }
        let place = (said.building.clone(), said.unit.clone());
        let needs = [
            building.is_none() && !self.buildings.contains(&said.building),
            unit.is_none() && !self.units.contains(&place),
            true,
        ];
        if needs.iter().zip(self.left).any(|(needs, left)| *needs && left <= 0) {
            return Err(Wrong::Many);
        }
        for (needs, left) in needs.into_iter().zip(&mut self.left) {
            *left -= i64::from(needs);
        }
        self.numbers.insert(said.number.clone());
        self.buildings.insert(said.building.clone());
        self.units.insert(place);
        self.places.insert(whole);
        Ok(Taken::New(said))
    }
}

/// Brings in what is right in a list and not there yet, some at a time; whatever came in stays when the rest cannot.
pub(super) async fn bring(
    house: &House,
    who: Member,
    (file, columns): (&str, Option<Columns>),
) -> Result<(Seen, Option<ImportId>), Refusal> {
    let seen = look(house, who, (file, columns)).await?;
    if !seen.columns.are_of(seen.head.columns.len()) {
        return Err(Refusal::Columns);
    }
    if seen.new.is_empty() && seen.people.is_empty() {
        return Ok((seen, None));
    }
    let id = ImportId::fresh(&house.clock);
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    store::add(&mut cx, who.org, id).await?;
    cx.commit().await?;
    for said in seen.new.chunks(STEP) {
        let mut cx = house.db.begin().await?;
        cx.permit(who, "org.administer", &resource(who.org))?;
        if places::of_now(&mut cx, who.org).await?.is_none() {
            return Err(Refusal::Closed);
        }
        made(&mut cx, (who.org, id), said).await?;
        cx.commit().await?;
    }
    awaited_there(house, who, id, &seen).await?;
    Ok((seen, Some(id)))
}

/// Keeps whom the list names, now that their homes stand.
async fn awaited_there(house: &House, who: Member, id: ImportId, seen: &Seen) -> Result<(), Refusal> {
    if seen.people.is_empty() {
        return Ok(());
    }
    let standing = standing(&mut house.db.view().await?, who.org).await?;
    let named = |(place, one): &(Place, Person)| Some((standing.home(place)?.0, one.clone()));
    let people: Vec<(HomeId, Person)> = seen.people.iter().filter_map(named).collect();
    for some in people.chunks(STEP) {
        awaited::add_some(house, who, id.bytes(), some).await?;
    }
    Ok(())
}

/// Makes these homes with their buildings and units; what somebody made meanwhile is passed over.
async fn made(cx: &mut Ctx, (org, id): (OrgId, ImportId), said: &[Said]) -> Result<(), Fault> {
    let (mut buildings, mut units) = (HashMap::new(), HashMap::new());
    for one in said {
        let building = match buildings.get(&one.building) {
            Some(known) => *known,
            None => {
                let (found, is_new) = places::building_named(cx, org, &one.building).await?;
                if is_new {
                    store::made(cx, id, "building", found.bytes()).await?;
                }
                buildings.insert(one.building.clone(), found);
                found
            }
        };
        let place = (building, one.unit.clone());
        let unit = match units.get(&place) {
            Some(known) => *known,
            None => {
                let (found, is_new) = places::unit_named(cx, org, building, &one.unit).await?;
                if is_new {
                    store::made(cx, id, "unit", found.bytes()).await?;
                }
                units.insert(place, found);
                found
            }
        };
        let home = Home {
            id: HomeId::fresh(cx.clock()),
            org,
            unit,
            number: one.number.clone(),
            room: one.room.clone(),
            floor: one.floor,
        };
        if places::put_home(cx, &home).await? {
            store::made(cx, id, "home", home.id.bytes()).await?;
        }
    }
    Ok(())
}

/// The sheet with the rows that are wrong, each with its reason in the reader's words.
pub(super) async fn wrong(
    house: &House,
    who: Member,
    wish: (&str, Option<Columns>),
    (title, why): (&str, impl Fn(Wrong) -> String),
) -> Result<(sheet::Form, Vec<u8>), Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    drop(view);
    let seen = look(house, who, wish).await?;
    let reasons = seen.wrong.iter().map(|(row, wrong)| (*row, why(*wrong))).collect();
    let back = sheet::with_reasons(&seen.sheet, seen.head.row, &reasons, title);
    Ok((seen.sheet.form, back.map_err(|error| Fault::caused("giving a sheet back", error))?))
}

/// The lists that were brought in.
pub(super) async fn list(house: &House, who: Member) -> Result<Vec<Import>, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    Ok(store::of_org(&mut view, who.org).await?)
}

/// Takes back what a list made; homes where somebody lives, applied or was entered stay, and so does what they stand in. Answers how
/// many homes went, and how many stayed.
pub(super) async fn undo(house: &House, who: Member, id: ImportId) -> Result<(usize, usize), Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    store::find(&mut view, who.org, id).await?.ok_or(Refusal::Unknown)?;
    let mut found: Vec<(&str, [u8; 16])> = Vec::new();
    for kind in ["home", "unit", "building"] {
        let mut after = [0; 16];
        loop {
            let page = store::places(&mut view, id, kind, (after, i64::from(PAGE))).await?;
            let Some(last) = page.last() else { break };
            after = *last;
            found.extend(page.iter().map(|place| (kind, *place)));
        }
    }
    drop(view);
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    // Whom it named goes first: a home where somebody is awaited would stay for him.
    awaited::drop_of_import(&mut cx, id.bytes()).await?;
    cx.commit().await?;
    let (mut gone, mut stay) = (0, 0);
    for (kind, place) in found {
        let went = took(house, who, (kind, place)).await?;
        if kind == "home" {
            if went { gone += 1 } else { stay += 1 }
        }
    }
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    store::remove(&mut cx, id).await?;
    cx.commit().await?;
    Ok((gone, stay))
}

/// Takes one place back, in a unit of work of its own, since what hangs on it is said by an error that ends it; `false` where it stays.
async fn took(house: &House, who: Member, (kind, place): (&str, [u8; 16])) -> Result<bool, Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    let removed = match kind {
        "home" => places::remove_home(&mut cx, who.org, HomeId::from_bytes(place)).await,
        "unit" => places::remove_unit(&mut cx, who.org, UnitId::from_bytes(place)).await,
        _ => places::remove_building(&mut cx, who.org, BuildingId::from_bytes(place)).await,
    };
    match removed {
        Ok(()) => {
            cx.commit().await?;
            Ok(true)
        }
        // Somebody removed it before.
        Err(place::Refusal::Unknown) => Ok(true),
        Err(place::Refusal::Used) => Ok(false),
        Err(refusal) => Err(refusal.into()),
    }
}
