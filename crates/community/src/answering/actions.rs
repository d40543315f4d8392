//! What is done about visitors whom nobody answers: a community declares what is kept, and those of a home hear, see and delete it.

use ground::{Caller, Ctx, Fault, Member, Person, View};
use policy::Purpose;
use vault::{OpenRefused, SealedBlob, Subject};
use yard::House;
use yard::notice::{self, Notice};

use super::{FILE, Keeping, Kind, Left, LeftId, ending, store};
use crate::household::{self, Resident, store as households};
use crate::intercom::{Call, Intercom, IntercomId, Refusal, is_asked, store as calls};
use crate::place::{resource, store as places};

/// What a community declared, and whether this house has a voice.
pub(super) async fn keeping(
    house: &House,
    intercom: &Intercom,
    who: Member,
) -> Result<(Keeping, bool), Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    intercom.node().ok_or(Refusal::Off)?;
    Ok((store::keeping(&mut view, who.org).await?, intercom.voice().is_there()))
}

/// Declares what is kept from now on. What was kept before stays for as long as the policy says, and those of the home delete it.
pub(super) async fn declare(
    house: &House,
    intercom: &Intercom,
    who: Member,
    now: Keeping,
) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    intercom.node().ok_or(Refusal::Off)?;
    store::declare(&mut cx, who.org, now).await?;
    Ok(cx.commit().await?)
}

/// Whether somebody of these may hear what was left in a call: he lives there since before it, and may open.
fn allows(call: &Call, who: Person, people: &[Resident], now: ground::Timestamp) -> Result<(), Refusal> {
    let own = people.iter().find(|one| one.person == Some(who.person) && one.lives(now));
    let own = own.filter(|own| own.from_at <= call.begun_at).ok_or(Refusal::Unknown)?;
    if is_asked(own, now) { Ok(()) } else { Err(Refusal::Rights) }
}

async fn permits(view: &mut View, who: Person, id: IntercomId) -> Result<(), Refusal> {
    let call = calls::find(view, id).await?.ok_or(Refusal::Unknown)?;
    let (people, now) = (households::of_home(view, call.home).await?, view.now());
    allows(&call, who, &people, now)?;
    Ok(view.permit(who, "home.read", &household::resource(call.home, &people, now))?)
}

/// The file of what was left, as it lies in the store.
fn sealed(left: &Left) -> SealedBlob {
    SealedBlob::stored(&FILE, Subject::Org(left.org), left.id.bytes(), left.file.clone())
}

/// What a visitor said, or a picture of him.
pub(super) async fn open(
    house: &House,
    who: Person,
    id: IntercomId,
    (kind, act): (Kind, &'static str),
) -> Result<Vec<u8>, Refusal> {
    let mut view = house.db.view().await?;
    permits(&mut view, who, id).await?;
    let left = store::of_kind(&mut view, id, kind).await?.ok_or(Refusal::Nothing)?;
    drop(view);
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::DoorMessages).act(act);
    let bytes = match look.open_blob(&house.blobs, &sealed(&left)).await {
        Ok(bytes) => bytes.into_inner(),
        Err(OpenRefused::Fault(fault)) => return Err(fault.into()),
        Err(_) => return Err(Refusal::Nothing),
    };
    if left.heard_at.is_none() {
        let mut cx = house.db.begin().await?;
        store::heard(&mut cx, left.id).await?;
        cx.commit().await?;
    }
    Ok(bytes)
}

/// Deletes what was left in a call.
pub(super) async fn remove(house: &House, who: Person, id: IntercomId) -> Result<(), Refusal> {
    let call = calls::find(&mut house.db.view().await?, id).await?.ok_or(Refusal::Unknown)?;
    let mut cx = house.db.begin().await?;
    let (people, now) = (households::of_home_now(&mut cx, call.home).await?, cx.now());
    allows(&call, who, &people, now)?;
    cx.permit(who, "home.read", &household::resource(call.home, &people, now))?;
    let left = store::of_call(&mut cx, id).await?;
    if left.is_empty() {
        return Err(Refusal::Nothing);
    }
    for one in &left {
        ending::end(&mut cx, one).await?;
    }
    Ok(cx.commit().await?)
}

/// Keeps what a visitor left in a call; those of the home are told of a message. Whoever keeps it asked what the community declared.
pub(crate) async fn kept(
    house: &House,
    (call, station): (&Call, &str),
    kind: Kind,
    (bytes, length_ms): (&[u8], i64),
) -> Result<(), Fault> {
    let id = LeftId::fresh(&house.clock);
    let blob = house.vault.put_blob(&house.blobs, &FILE, Subject::Org(call.org), id.bytes(), bytes).await?;
    let saved = async {
        let mut cx = house.db.begin().await?;
        let new = Left {
            id,
            org: call.org,
            home: call.home,
            intercom: call.id,
            is_said: kind == Kind::Said,
            file: blob.name().to_owned(),
            length_ms,
            made_at: cx.now(),
            heard_at: None,
        };
        let is_new = store::add(&mut cx, &new).await?;
        if is_new && new.is_said {
            tell(&mut cx, house, (call, station)).await?;
        }
        cx.commit().await?;
        Ok(is_new)
    };
    let saved: Result<bool, Fault> = saved.await;
    if !matches!(saved, Ok(true)) {
        house.blobs.delete(blob.name()).await?;
    }
    saved.map(|_| ())
}

/// Tells those of the home who may open.
async fn tell(cx: &mut Ctx, house: &House, (call, station): (&Call, &str)) -> Result<(), Fault> {
    let community = places::of_now(cx, call.org).await?.map(|one| one.name).unwrap_or_default();
    let number = places::find_now(cx, call.home).await?.map(|home| home.number).unwrap_or_default();
    let told =
        Notice::new("door.message").about("home", format!("{community} {number}")).about("door", station);
    let (people, now) = (households::of_home_now(cx, call.home).await?, cx.now());
    for one in people.iter().filter(|one| is_asked(one, now)) {
        if let Some(person) = one.person {
            notice::tell(cx, house, person, &told).await?;
        }
    }
    Ok(())
}

/// What was left at a home, as a list of calls shows it: by call, the message's length and whether it was heard, and whether there is a picture.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Whole {
    pub message: Option<(i64, bool)>,
    pub has_picture: bool,
}

/// What was left in one call, of what was left at a home.
pub(crate) fn whole(left: &[Left], call: IntercomId) -> Whole {
    let mut whole = Whole::default();
    for one in left.iter().filter(|one| one.intercom == call) {
        if one.is_said {
            whole.message = Some((one.length_ms, one.heard_at.is_some()));
        } else {
            whole.has_picture = true;
        }
    }
    whole
}
