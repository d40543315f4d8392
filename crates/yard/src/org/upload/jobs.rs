//! What happens after the answer: what a list says of a member goes into his record, and he is told.

use ground::{Because, Ctx, Errand, Fault, Stop};
use policy::Purpose;
use serde::{Deserialize, Serialize};

use super::UploadRowId;
use super::bringing::FILER;
use super::rules::Details;
use super::store::{self, NamedRow};
use crate::House;
use crate::notice::{self, Notice};
use crate::org::record::{Field, filing, store::Source};
use crate::org::store::{self as orgs, MemberRow};
use crate::org::{Line, Role, department, scim};

/// Files what a list says of one member.
#[derive(Serialize, Deserialize)]
pub(in crate::org) struct File {
    row: UploadRowId,
}

impl File {
    pub(in crate::org) async fn later(cx: &mut Ctx, row: UploadRowId) -> Result<(), Fault> {
        cx.later(<Self as Errand<House>>::NAME, &Self { row }).await
    }
}

impl Errand<House> for File {
    const NAME: &'static str = "org.upload.file";

    async fn run(self, house: &House) -> Result<(), Stop> {
        let mut view = house.db.view().await?;
        let row = store::one(&mut view, self.row).await?;
        // Refused, taken back or filed by now.
        let Some(row) = row.filter(|row| !row.filed) else { return Ok(()) };
        let Some(person) = row.person else { return Ok(()) };
        let Some(member) = orgs::member_seen(&mut view, row.org, person).await? else { return Ok(()) };
        let list = store::find(&mut view, row.org, row.upload).await?;
        let Some(list) = list else { return Ok(()) };
        let name = store::org_name(&mut view, row.org).await?;
        drop(view);
        let look = house.vault.look(&FILER, Purpose::MemberUpload).act(Self::NAME);
        let org = look.open(&name).await.because("opening whose list it is")?.as_str().to_owned();
        // A list of numbers alone says nothing else.
        let details: Details = match &row.details {
            Some(sealed) => {
                let json = look.open(sealed).await.because("opening what a list says of somebody")?;
                serde_json::from_str(&json).because("reading what a list says of somebody")?
            }
            None => Details::default(),
        };
        let change = details
            .fields
            .into_iter()
            .filter_map(|(field, text): (Field, String)| Some((field, Some(Line::read(&text, 200).ok()?))));
        let change: Vec<(Field, Option<Line>)> = change.collect();
        let from = (Source::Upload, Some(row.upload));
        let filed = filing::seal_each(house, &member, &change, from).await?;
        let moved = scim::moved(house, (row.id, row.org), person).await?;
        let mut cx = house.db.begin().await?;
        orgs::lock(&mut cx, row.org).await?;
        let still = orgs::member(&mut cx, row.org, person).await?.filter(|now| now.id == member.id);
        let Some(mut now) = still else { return Ok(()) };
        let maker = orgs::member(&mut cx, row.org, list.made_by).await?;
        let reach = Reach::of(maker.as_ref(), &row, &now);
        if reach == Reach::Nothing || store::refuses(&mut cx, row.org, person).await? {
            store::remove(&mut cx, row.id).await?;
            return Ok(cx.commit().await?);
        }
        if !store::filed(&mut cx, row.id).await? {
            return Ok(());
        }
        filing::write(&mut cx, &member, filed).await?;
        scim::bound(&mut cx, moved.as_ref()).await?;
        if let Some(department) = row.department
            && reach == Reach::All
            && department::exists(&mut cx, row.org, department).await?
        {
            now.department = Some(department);
            department::put_member(&mut cx, &now).await?;
        }
        notice::tell(&mut cx, house, person, &Notice::new("org.uploaded").about("org", org.as_str())).await?;
        Ok(cx.commit().await?)
    }
}

/// How far a list reaches to a member.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Reach {
    /// It says nothing of him.
    Nothing,
    /// It says what stands in his record, not where he stands.
    Record,
    /// It says both.
    All,
}

impl Reach {
    /// By who brought it in, as he is now. Administrators' lists say all of everybody. Whoever is charged with lists alone writes
    /// nothing of administrators nor of himself by one, and moves nobody who stood in the organisation before it.
    fn of(maker: Option<&MemberRow>, row: &NamedRow, now: &MemberRow) -> Self {
        if maker.is_some_and(|maker| maker.role == Role::Administrator) {
            return Self::All;
        }
        if now.role == Role::Administrator || maker.is_some_and(|maker| maker.person == now.person) {
            return Self::Nothing;
        }
        if row.invited || now.joined_at > row.at { Self::All } else { Self::Record }
    }
}
