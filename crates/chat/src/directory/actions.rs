//! What people do: look for one another, and say what is shown.

use ground::{Caller, Member, PersonId};
use policy::Purpose;
use std::collections::HashMap;
use vault::{OpenRefused, Opened, Plain, Sealed, typed, untyped};
use yard::House;
use yard::account::{Name, NumberRow, Phone, store as accounts};
use yard::org::department::DepartmentId;
use yard::org::record::{Field, store as records};
use yard::org::{Line, MemberRow, Role, people, store as orgs};

use super::rules::{self, Display};
use super::{Refusal, resource, store};

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
    let members = people::of(house, who.org).await?;
    let wanted = people::folded(wish.text);
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
    let named = accounts::people(&mut view, people).await?;
    // What the organisation hides in its records it hides here, too.
    let hidden =
        !who.administrator && !records::shown_to_members(&mut view, who.org, Field::Position).await?;
    drop(view);
    let sees = display.position.has(who.administrator) && !hidden;
    let positions = || rows.iter().filter(|_| sees).filter_map(|row| Some((row, row.position.as_ref()?)));
    // All of it is one act, with one leaf for each of them.
    let sealed: Vec<Sealed<Vec<u8>>> = named
        .iter()
        .map(|row| untyped(&row.name))
        .chain(numbers.iter().map(|row| untyped(&row.phone)))
        .chain(positions().map(|(_, position)| untyped(position)))
        .collect();
    let look = house.vault.look(&caller, Purpose::Directory).act("directory.find");
    let mut opened = look.open_each(&sealed).await.map_err(fault)?.into_iter();
    let names = told::<Name>(&mut opened, named.iter().map(|row| row.id))?;
    let phones = told::<Phone>(&mut opened, numbers.iter().map(|row| row.person))?;
    let positions = told::<Line>(&mut opened, positions().map(|(row, _)| row.person))?;
    let shown = rows.iter().map(|row| Shown {
        person: row.person,
        name: names.get(&row.person).map(|name| name.as_str().to_owned()),
        role: row.role,
        department: row.department,
        position: positions.get(&row.person).map(|position| position.as_str().to_owned()),
        phone: phones.get(&row.person).map(|phone| phone.e164().to_owned()),
    });
    Ok(shown.collect())
}

/// The next of what was opened, of these people; what may not be opened is not shown.
fn told<T: Plain>(
    opened: &mut impl Iterator<Item = Result<Opened<Vec<u8>>, OpenRefused>>,
    people: impl Iterator<Item = PersonId>,
) -> Result<HashMap<PersonId, T>, Refusal> {
    let mut told = HashMap::new();
    for (person, one) in people.zip(opened) {
        if let Some(value) = typed(one)? {
            told.insert(person, value);
        }
    }
    Ok(told)
}

fn fault(refused: OpenRefused) -> Refusal {
    Refusal::Fault(refused.into())
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
