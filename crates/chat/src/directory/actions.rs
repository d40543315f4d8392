//! What people do: look for one another, and say what is shown.

use ground::{Caller, Member, PersonId};
use policy::Purpose;
use std::collections::HashMap;
use vault::{OpenRefused, Sealed};
use yard::House;
use yard::account::{self, NumberRow, Phone, store as accounts};
use yard::org::department::DepartmentId;
use yard::org::{Line, MemberRow, Role, store as orgs};

use super::rules::{self, Display};
use super::{Refusal, projection, resource, store};

/// People on a page, at most.
pub(super) const PAGE_MAX: usize = 100;

/// What somebody looks for.
pub(super) struct Wish<'a> {
    pub text: &'a str,
    pub department: Option<DepartmentId>,
    pub from: usize,
    pub limit: usize,
}

/// Somebody who was found, as far as who asks may see him.
pub(super) struct Shown {
    pub person: PersonId,
    pub name: Option<String>,
    pub role: Role,
    pub department: Option<DepartmentId>,
    pub position: Option<String>,
    pub phone: Option<String>,
}

/// A page of who was found.
pub(super) struct Page {
    pub items: Vec<Shown>,
    pub total: usize,
}

/// Finds members of the caller's organisation.
pub(super) async fn find(house: &House, who: Member, wish: &Wish<'_>) -> Result<Page, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.members.read", &resource(who.org))?;
    let display = store::display(&mut view, who.org).await?;
    drop(view);
    if wish.text.chars().nth(rules::TEXT_MAX).is_some() {
        return Err(Refusal::Text);
    }
    let members = projection::of(house, who.org).await?;
    let wanted = rules::folded(wish.text);
    let by_number = match display.phone.has(who.administrator) {
        true => of_number(house, &wanted).await?,
        false => None,
    };
    let found: Vec<PersonId> = members
        .iter()
        .filter(|one| wish.department.is_none_or(|wanted| one.department == Some(wanted)))
        .filter(|one| by_number == Some(one.person) || one.sound.is(&wanted))
        .map(|one| one.person)
        .collect();
    let page: Vec<PersonId> =
        found.iter().skip(wish.from).take(wish.limit.clamp(1, PAGE_MAX)).copied().collect();
    Ok(Page { items: show(house, who, display, &page).await?, total: found.len() })
}

/// Whose exact number was typed.
async fn of_number(house: &House, wanted: &str) -> Result<Option<PersonId>, Refusal> {
    let Some(phone) = Phone::read(wanted) else { return Ok(None) };
    let index = house.vault.index(&NumberRow::PHONE, phone.e164());
    let mut cx = house.db.begin().await?;
    Ok(accounts::person_by_phone(&mut cx, index).await?.map(|row| row.id))
}

/// Opens what the rules permit, for who asks.
async fn show(
    house: &House,
    who: Member,
    display: Display,
    people: &[PersonId],
) -> Result<Vec<Shown>, Refusal> {
    let caller = Caller::from(who);
    let mut view = house.db.view().await?;
    let mut rows: Vec<MemberRow> = Vec::with_capacity(people.len());
    let mut numbers: Vec<NumberRow> = Vec::new();
    for person in people {
        rows.extend(orgs::member_seen(&mut view, who.org, *person).await?);
        if display.phone.has(who.administrator) {
            numbers.extend(accounts::number(&mut view, *person).await?);
        }
    }
    drop(view);
    let mut names = account::names_of(house, &caller, Purpose::Directory, people).await?;
    let look = house.vault.look(&caller, Purpose::Directory).act("directory.find");
    let opened = look.open_each(numbers.iter().map(|row| &row.phone)).await.map_err(fault)?;
    let mut phones: HashMap<PersonId, String> = HashMap::new();
    for (row, phone) in numbers.iter().zip(opened) {
        if let Some(phone) = seen(phone)? {
            phones.insert(row.person, phone.e164().to_owned());
        }
    }
    let sees = display.position.has(who.administrator);
    let mut sealed: Vec<&Sealed<Line>> = Vec::with_capacity(rows.len());
    if sees {
        sealed.extend(rows.iter().filter_map(|row| row.position.as_ref()));
    }
    let mut positions = look.open_each(sealed).await.map_err(fault)?.into_iter();
    let mut shown = Vec::with_capacity(rows.len());
    for row in rows {
        let position = match row.position.as_ref().filter(|_| sees).and_then(|_| positions.next()) {
            Some(position) => seen(position)?.map(|position| position.as_str().to_owned()),
            None => None,
        };
        shown.push(Shown {
            person: row.person,
            name: names.remove(&row.person).map(|name| name.as_str().to_owned()),
            role: row.role,
            department: row.department,
            position,
            phone: phones.remove(&row.person),
        });
    }
    Ok(shown)
}

fn fault(refused: OpenRefused) -> Refusal {
    Refusal::Fault(refused.into())
}

/// What may not be opened is not shown.
fn seen<T>(opened: Result<T, OpenRefused>) -> Result<Option<T>, Refusal> {
    match opened {
        Ok(value) => Ok(Some(value)),
        Err(OpenRefused::Fault(fault)) => Err(fault.into()),
        Err(_) => Ok(None),
    }
}

/// What the organisation shows of its members.
pub(super) async fn display(house: &House, who: Member) -> Result<Display, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.members.read", &resource(who.org))?;
    Ok(store::display(&mut view, who.org).await?)
}

/// Shows something else: its administrators decide.
pub(super) async fn rule(house: &House, who: Member, display: Display) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    store::save(&mut cx, who.org, display).await?;
    Ok(cx.commit().await?)
}
