//! What is written into a record: sealed before the unit of work, put within it.

use ground::{Ctx, Fault};
use vault::{Sealed, Subject};

use super::rules::{Class, Field};
use super::store::{self, FieldRow, Source};
use super::{FieldId, actions::Change};
use crate::House;
use crate::org::Line;
use crate::org::store::MemberRow;
use crate::org::upload::UploadId;

/// One thing that shall stand in a record.
pub(in crate::org) enum Filed {
    /// The position, which stands with the membership, and the list that it came with.
    Position(Option<Sealed<Line>>, Option<UploadId>),
    /// Any other field.
    Field(Box<FieldRow>),
    /// A field that is emptied.
    Empty(Field),
}

/// From whom it comes: the kind, and the list where it came with one.
pub(in crate::org) type From = (Source, Option<UploadId>);

/// Seals what shall stand in these fields of a member.
pub(in crate::org) async fn seal_each(
    house: &House,
    member: &MemberRow,
    change: &Change,
    (source, upload): From,
) -> Result<Vec<Filed>, Fault> {
    let (vault, subject) = (&house.vault, Subject::Person(member.person));
    let mut filed = Vec::with_capacity(change.len());
    for (field, value) in change {
        filed.push(match (field, value) {
            (Field::Position, Some(line)) => {
                let sealed = vault.seal(&MemberRow::POSITION, subject, member.id.bytes(), line).await?;
                Filed::Position(Some(sealed), upload)
            }
            (Field::Position, None) => Filed::Position(None, None),
            (field, None) => Filed::Empty(*field),
            (field, Some(line)) => {
                let id = FieldId::fresh(&house.clock);
                let class = field.class();
                let sealed = vault.seal(FieldRow::place(class), subject, id.bytes(), line).await?;
                let mut row = FieldRow {
                    id,
                    org: member.org,
                    person: member.person,
                    field: *field,
                    value: None,
                    id_number: None,
                    personnel: None,
                    source,
                    upload,
                    changed_at: house.clock.now(),
                };
                match class {
                    Class::Record => row.value = Some(sealed),
                    Class::Identity => row.id_number = Some(sealed),
                    Class::Personnel => row.personnel = Some(sealed),
                }
                Filed::Field(Box::new(row))
            }
        });
    }
    Ok(filed)
}

/// Puts what was sealed where it belongs. Whoever calls has asked whether it may be, and that the membership still stands.
pub(in crate::org) async fn write(cx: &mut Ctx, member: &MemberRow, filed: Vec<Filed>) -> Result<(), Fault> {
    for one in filed {
        match one {
            Filed::Position(position, upload) => {
                store::save_position(cx, member, (position.as_ref(), upload)).await?;
            }
            Filed::Field(mut row) => {
                // By the clock now, not when it was sealed: whoever read in between sees that it is newer.
                row.changed_at = cx.clock().now();
                store::put(cx, &row).await?;
            }
            Filed::Empty(field) => {
                store::empty(cx, member.org, member.person, field).await?;
            }
        }
    }
    Ok(())
}
