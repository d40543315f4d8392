//! What somebody finds of his records when he asks what is held about him.

use ground::{Caller, Fault, PersonId, Timestamp};
use policy::Category;
use std::future::Future;
use std::pin::Pin;
use vault::Sealed;

use super::rules::Class;
use super::store::{self, FieldRow};
use crate::org::Line;
use crate::org::charge::store as charges;
use crate::{Held, House, own};

/// His fields in each organisation, his photos, and with what he is charged.
pub fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut view = house.db.view().await?;
        let rows = store::of_person(&mut view, person).await?;
        let photos = store::photos(&mut view, person).await?;
        let charges = charges::of_person(&mut view, person).await?;
        drop(view);
        let mut held = Vec::new();
        for (class, category) in [
            (Class::Record, Category::MemberRecord),
            (Class::Identity, Category::MemberIdNumber),
            (Class::Personnel, Category::PersonnelRecord),
        ] {
            let of_class: Vec<&FieldRow> = rows.iter().filter(|row| row.field.class() == class).collect();
            let lines = of_class.iter().filter_map(|row| Some((row.changed_at, row.sealed()?)));
            let lines: Vec<(Timestamp, &Sealed<Line>)> = lines.collect();
            let mut opened =
                own::opened(own::look(house, caller), (category, "yard_member_field"), lines, |line| {
                    line.as_str().to_owned()
                })
                .await?;
            // Each says which field it is, and from whom it came.
            for (row, one) in of_class.iter().filter(|row| row.sealed().is_some()).zip(&mut opened) {
                let what = format!("{} ({})", row.field.word(), row.source.word());
                one.value = one.value.take().map(|value| format!("{what}: {value}"));
            }
            held.extend(opened);
        }
        held.extend(photos.into_iter().map(|collected_at| Held {
            category: Category::MemberRecord,
            table: "yard_member_photo",
            value: None,
            collected_at,
        }));
        let titles = charges.iter().map(|row| (row.named_at, &row.title));
        let of = (Category::OrgPosition, "yard_charge");
        held.extend(
            own::opened(own::look(house, caller), of, titles, |line| line.as_str().to_owned()).await?,
        );
        Ok(held)
    })
}
