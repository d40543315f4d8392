//! A member as people outside see him: the card of each of his organisations, with the fields that it shows outside.
//!
//! Whether somebody outside is acquainted with him a wing says, by its answer for the purpose `member-outside`.

use ground::{Caller, OrgId, Person, PersonId};
use policy::Purpose;
use vault::Sealed;

use super::Refusal;
use super::rules::{self, Field, Standing};
use super::store::{self, FieldRow};
use crate::House;
use crate::access::account_of;
use crate::org::Line;

/// Organisations whose cards are shown.
const ORGS_MAX: usize = 20;

/// One card.
pub(super) struct Card {
    pub org: OrgId,
    pub fields: Vec<(Field, String)>,
}

/// The cards of somebody. Nothing where the caller is not acquainted with him, or no organisation shows anything outside.
pub(super) async fn cards(house: &House, who: Person, person: PersonId) -> Result<Vec<Card>, Refusal> {
    if house.policy.purpose(Purpose::MemberOutside).is_none() {
        return Ok(Vec::new());
    }
    let mut view = house.db.view().await?;
    view.permit(who, "me.read", &account_of(who.person))?;
    let mut rows: Vec<FieldRow> = Vec::new();
    for org in store::orgs_of(&mut view, person).await?.into_iter().take(ORGS_MAX) {
        let said = store::rules(&mut view, org).await?;
        let shown =
            |row: &FieldRow| rules::shows(row.field, store::rule(&said, row.field), Standing::Outside);
        rows.extend(store::of(&mut view, org, person).await?.into_iter().filter(shown));
    }
    drop(view);
    let sealed: Vec<(&FieldRow, &Sealed<Line>)> =
        rows.iter().filter_map(|row| Some((row, row.value.as_ref()?))).collect();
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::MemberOutside).act("org.cards");
    let values = look.open_present(sealed.iter().map(|(_, value)| *value)).await?;
    let mut cards: Vec<Card> = Vec::new();
    for ((row, _), value) in sealed.iter().zip(values) {
        let Some(line) = value else { continue };
        let field = (row.field, line.as_str().to_owned());
        match cards.last_mut().filter(|card| card.org == row.org) {
            Some(card) => card.fields.push(field),
            None => cards.push(Card { org: row.org, fields: vec![field] }),
        }
    }
    Ok(cards)
}
