//! What devices ask of a list as a whole (RFC 4791, 7; RFC 6578, 3): items that are named or looked for, and what changed since.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use ground::Person;
use std::collections::HashSet;
use yard::House;

use super::answer::{self, Answer};
use super::component::{Component, Part};
use super::data::{self, Left, Wish};
use super::props::{self, Place, Scene, Wanted};
use super::query::{self, Filter};
use super::shelf::{self, Called, Item, Shelf, Thing};
use super::xml::{CAL, DAV, Element, Name, element, escaped};
use super::{Refusal, Which, free, http};

/// Addresses of one question, at most.
const HREFS_MAX: usize = 10_000;
/// Items that are opened at once.
const STEP: usize = 200;

fn malformed() -> Refusal {
    Refusal::Status(StatusCode::BAD_REQUEST)
}

/// What is wished of each item: its properties, and how its file is.
struct Asked {
    wanted: Wanted,
    data: Option<Wish>,
}

impl Asked {
    fn read(body: &Element) -> Result<Self, Refusal> {
        let wanted = http::wanted(body)?;
        let is_data = |name: &Name| name.is(CAL, "calendar-data");
        let data = body.find(DAV, "prop").and_then(|prop| prop.find(CAL, "calendar-data"));
        let data = data.map(wish).transpose()?;
        let wanted = match wanted {
            Wanted::These(names) => Wanted::These(names.into_iter().filter(|name| !is_data(name)).collect()),
            other => other,
        };
        Ok(Self { wanted, data })
    }

    /// What is answered of these items; what they say is opened where it is asked for.
    async fn answers(
        &self,
        (house, who, scene): (&House, Person, &Scene),
        (which, left): (Which, &mut Left),
        items: &[(&Item, String)],
    ) -> Result<Vec<Answer>, Refusal> {
        let mut answers = Vec::with_capacity(items.len());
        for items in items.chunks(STEP) {
            let said = match &self.data {
                Some(_) => data::said(house, who, &bare(items)).await?,
                None => Vec::new(),
            };
            for (at, (item, name)) in items.iter().enumerate() {
                let mut answer = left.told(Place::Item(which, item, name).answer(scene, &self.wanted))?;
                if let Some((wish, said)) = self.data.as_ref().zip(said.get(at)) {
                    let file = escaped(&said.file(item, wish, left)?);
                    answer.found.push(element(&Name::new(CAL, "calendar-data"), &file));
                }
                answers.push(answer);
            }
        }
        Ok(answers)
    }
}

fn bare<'a>(named: &[(&'a Item, String)]) -> Vec<&'a Item> {
    named.iter().map(|(item, _)| *item).collect()
}

fn wish(element: &Element) -> Result<Wish, Refusal> {
    let range = |name: &str| element.find(CAL, name).map(query::range).transpose();
    if element.says("content-type").is_some_and(|kind| !kind.eq_ignore_ascii_case("text/calendar")) {
        return Err(Refusal::Condition(StatusCode::FORBIDDEN, "C:supported-calendar-data"));
    }
    let part = element.find(CAL, "comp").map(part);
    Ok(Wish { expand: range("expand")?, limit: range("limit-recurrence-set")?, part })
}

fn part(element: &Element) -> Part {
    let name = |one: &Element| one.says("name").unwrap_or_default().to_ascii_uppercase();
    let lines = element.find(CAL, "allprop").is_none().then(|| element.all(CAL, "prop").map(name).collect());
    let inner = element
        .find(CAL, "allcomp")
        .is_none()
        .then(|| element.all(CAL, "comp").map(|one| (name(one), part(one))).collect());
    Part { lines, inner }
}

/// Answers one of the reports.
pub(super) async fn report(
    house: &House,
    who: Person,
    (scene, shelf): (&Scene, &Shelf),
    body: &Element,
) -> Result<Response, Refusal> {
    let cx = (house, who, scene);
    if body.name.is(CAL, "calendar-query") {
        return query(cx, shelf, body).await;
    }
    if body.name.is(CAL, "calendar-multiget") {
        return multiget(cx, shelf, body).await;
    }
    if body.name.is(DAV, "sync-collection") {
        return sync(cx, shelf, body).await;
    }
    if body.name.is(CAL, "free-busy-query") {
        let range = query::range(body.find(CAL, "time-range").ok_or_else(malformed)?)?;
        let file = free::write(&shelf.items, who.person, range, house.clock.now())?;
        return Ok(([(header::CONTENT_TYPE, "text/calendar; charset=utf-8")], file).into_response());
    }
    Err(Refusal::Condition(StatusCode::FORBIDDEN, "D:supported-report"))
}

async fn query(cx: (&House, Person, &Scene), shelf: &Shelf, body: &Element) -> Result<Response, Refusal> {
    let asked = Asked::read(body)?;
    let filter = query::read(body.find(CAL, "filter").ok_or_else(malformed)?)?;
    let items = looked(cx, shelf, &filter).await?;
    let items = named(cx, items).await?;
    Ok(answer::many(&asked.answers(cx, (shelf.which, &mut Left::default()), &items).await?, ""))
}

/// With the name of each.
async fn named<'a>(
    (house, who, _): (&House, Person, &Scene),
    items: Vec<&'a Item>,
) -> Result<Vec<(&'a Item, String)>, Refusal> {
    let called: Vec<&Called> = items.iter().map(|item| &item.called).collect();
    let names = shelf::names(house, who, &called).await?;
    Ok(items.into_iter().zip(names).collect())
}

/// The items that a filter is of. Where it only asks when, what they say stays shut.
async fn looked<'a>(
    (house, who, _): (&House, Person, &Scene),
    shelf: &'a Shelf,
    filter: &Filter,
) -> Result<Vec<&'a Item>, Refusal> {
    let all: Vec<&Item> = shelf.items.iter().collect();
    if let Some((kind, range)) = filter.bare() {
        if kind != shelf.which.component() {
            return Ok(Vec::new());
        }
        let Some(range) = range else { return Ok(all) };
        if shelf.which == Which::Events {
            let touches = |item: &&Item| match &item.thing {
                Thing::Event(event) => std::iter::once(&event.root)
                    .chain(&event.differing)
                    .any(|row| !row.when.within(range, 1).is_empty()),
                Thing::Task(_) => false,
            };
            return Ok(all.into_iter().filter(touches).collect());
        }
    }
    let mut found = Vec::new();
    for items in all.chunks(STEP) {
        let all = data::said(house, who, items).await?;
        for (item, said) in items.iter().zip(&all) {
            let file = said.file(item, &Wish::default(), &mut Left::default())?;
            if Component::read(&file).is_some_and(|calendar| filter.holds(&calendar, said)) {
                found.push(*item);
            }
        }
    }
    Ok(found)
}

async fn multiget(cx: (&House, Person, &Scene), shelf: &Shelf, body: &Element) -> Result<Response, Refusal> {
    let asked = Asked::read(body)?;
    let (mut items, mut missing, mut known) = (Vec::new(), Vec::new(), HashSet::new());
    let mut left = Left::default();
    // What is asked for twice is told once.
    let hrefs = body.all(DAV, "href").filter(|href| known.insert(href.text.trim()));
    for (at, href) in hrefs.enumerate() {
        if at >= HREFS_MAX {
            return Err(Refusal::Condition(StatusCode::FORBIDDEN, "D:number-of-matches-within-limits"));
        }
        let name = http::name_within(&href.text, &props::list(cx.1.person, shelf.which));
        match name.and_then(|name| Some((shelf.find(cx.0, &name)?, name))) {
            Some(named) => items.push(named),
            None => {
                let answer = Answer::bare(href.text.trim().to_owned(), StatusCode::NOT_FOUND);
                missing.push(left.told(answer)?);
            }
        }
    }
    let mut answers = asked.answers(cx, (shelf.which, &mut left), &items).await?;
    answers.extend(missing);
    Ok(answer::many(&answers, ""))
}

async fn sync(cx: (&House, Person, &Scene), shelf: &Shelf, body: &Element) -> Result<Response, Refusal> {
    let asked = Asked::read(body)?;
    let said = body.find(DAV, "sync-token").map(|token| token.text.trim()).unwrap_or_default();
    let since = match said {
        "" => None,
        token => {
            let invalid = Refusal::Condition(StatusCode::FORBIDDEN, "D:valid-sync-token");
            Some(shelf.since(token).ok_or(invalid)?)
        }
    };
    let limit = body.find(DAV, "limit").and_then(|limit| limit.find(DAV, "nresults"));
    let limit = match limit {
        Some(many) => {
            many.text.trim().parse::<usize>().ok().filter(|many| *many > 0).ok_or_else(malformed)?
        }
        None => usize::MAX,
    };
    // Whoever begins hears of nothing that went before he came.
    let gone = shelf.gone.iter().filter(|gone| since.is_some_and(|since| gone.step > since));
    let live = shelf.items.iter().filter(|item| item.step > since.unwrap_or(-1));
    let mut all: Vec<(i64, Option<&Item>, &Called)> =
        gone.map(|gone| (gone.step, None, &gone.called)).collect();
    all.extend(live.map(|item| (item.step, Some(item), &item.called)));
    all.sort_by_key(|(step, ..)| *step);
    let is_cut = all.len() > limit;
    all.truncate(limit);
    let step = if is_cut { all.last().map_or(shelf.step, |(step, ..)| *step) } else { shelf.step };
    let called: Vec<&Called> = all.iter().map(|(.., called)| *called).collect();
    let (mut items, mut missing, mut left) = (Vec::new(), Vec::new(), Left::default());
    let names = shelf::names(cx.0, cx.1, &called).await?;
    for ((_, item, _), name) in all.iter().zip(names) {
        match item {
            Some(item) => items.push((*item, name)),
            // What went is told no longer where something else has its name by now.
            None if shelf.find(cx.0, &name).is_some() => {}
            None => {
                let at = props::item(cx.1.person, shelf.which, &name);
                missing.push(left.told(Answer::bare(at, StatusCode::NOT_FOUND))?);
            }
        }
    }
    let mut answers = asked.answers(cx, (shelf.which, &mut left), &items).await?;
    answers.extend(missing);
    if is_cut {
        let at = props::list(cx.1.person, shelf.which);
        answers.push(Answer::bare(at, StatusCode::INSUFFICIENT_STORAGE));
    }
    Ok(answer::many(&answers, &element(&Name::new(DAV, "sync-token"), &escaped(&shelf.token(step)))))
}
