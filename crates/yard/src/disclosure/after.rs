//! What a person wishes for his data after his death, and what a relative may have done.

use ground::{Caller, Person, PersonId};
use policy::Category;

use super::rules::{AfterMe, Kind, State};
use super::{DisclosureId, Refusal, resource, store};
use crate::access::account_of;
use crate::account::{Name, PersonRow as AccountRow, store as accounts};
use crate::notice::{self, Notice};
use crate::{House, erasure};

/// My wish.
pub(super) async fn mine(house: &House, who: Person) -> Result<AfterMe, Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "me.read", &account_of(who.person))?;
    Ok(store::wish(&mut view, who.person).await?)
}

/// Changes my wish.
pub(super) async fn state(house: &House, who: Person, wish: AfterMe) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "me.change", &account_of(who.person))?;
    store::save_wish(&mut cx, who.person, wish).await?;
    Ok(cx.commit().await?)
}

/// Goes on only where this is what each of these people wished for.
pub(super) async fn heed(
    house: &House,
    people: impl Iterator<Item = PersonId> + Send,
    may: fn(AfterMe) -> bool,
) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    for person in people {
        if !may(store::wish(&mut view, person).await?) {
            return Err(Refusal::WishedOtherwise);
        }
    }
    Ok(())
}

/// Has the account of somebody who died erased, as his relative asked in a reviewed case.
pub(super) async fn erase(house: &House, who: Person, id: DisclosureId) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    let case = store::find(&mut view, id).await?.ok_or(Refusal::Unknown)?;
    view.permit(Caller::from(who), "disclosure.handle", &resource(id, &[])).map_err(|_| Refusal::Unknown)?;
    if case.kind != Kind::Heir || !matches!(case.state, State::Reviewed | State::Released) {
        return Err(Refusal::StateWrong);
    }
    let people = store::people(&mut view, id).await?;
    drop(view);
    heed(house, people.iter().map(|one| one.person), |wish| wish != AfterMe::Nobody).await?;
    for one in &people {
        erasure::end(house, one.person).await?;
    }
    Ok(())
}

/// Has the name of somebody who died corrected, as his relative asked in a reviewed case that names this field. What opens
/// an account (number, mail address) is proved by whoever has it, and nobody corrects it for the dead; what he wrote is his.
pub(super) async fn correct(
    house: &House,
    who: Person,
    id: DisclosureId,
    (person, name): (PersonId, &str),
) -> Result<(), Refusal> {
    let mut view = house.db.view().await?;
    let case = store::find(&mut view, id).await?.ok_or(Refusal::Unknown)?;
    view.permit(Caller::from(who), "disclosure.handle", &resource(id, &[])).map_err(|_| Refusal::Unknown)?;
    if case.kind != Kind::Heir || !matches!(case.state, State::Reviewed | State::Released) {
        return Err(Refusal::StateWrong);
    }
    if !case.fields.contains(&Category::DisplayName) {
        return Err(Refusal::FieldsWrong);
    }
    let people = store::people(&mut view, id).await?;
    let is_named = people.iter().any(|one| one.person == person);
    let is_there = is_named && accounts::person(&mut view, person).await?.is_some();
    drop(view);
    if !is_there {
        return Err(Refusal::PeopleWrong);
    }
    heed(house, std::iter::once(person), |wish| wish == AfterMe::Law).await?;
    let name = Name::read(name).map_err(|_| Refusal::NameWrong)?;
    let sealed = house.vault.seal(&AccountRow::NAME, person, person.bytes(), &name).await?;
    let mut cx = house.db.begin().await?;
    accounts::rename(&mut cx, person, &sealed).await?;
    cx.tell(person, "account", "account.renamed", &()).await?;
    let corrected = Notice::new("disclosure.corrected").with("number", case.number.to_string());
    notice::tell_keepers(&mut cx, house, &corrected).await?;
    Ok(cx.commit().await?)
}
