//! What somebody does with his face: give a photo, look at it, take it back, clock by it; and what an organisation orders.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use faces::Seen;
use faces::gaze::Side;
use faces::sight::enrolled;
use ground::{Caller, Ctx, Fault, Member, Timestamp, View};
use policy::{Category, Purpose};
use vault::{Field, OpenRefused, Sealed, Subject};
use yard::House;
use yard::account::{Bound, store as accounts};

use super::super::actions::{Done, NEW_FOR, OF_DAY, Today, is_new, today};
use super::super::agreeing::{AgreedTo, agrees, store as agreements};
use super::super::plan::Way;
use super::super::proof::{self, Challenge, Said};
use super::super::{ClockKey, Doubt, Punch, PunchId, Record, Refusal, Verdict, resource, store as punches};
use super::rules::{self, Outcome};
use super::store::{self, MARK, Use};
use super::{Eyes, Face, FaceId, TryId, Unseen};

/// Times that one person is looked at within a day: it is work, and whoever tries on has a bound.
const LOOKS_OF_DAY: Bound = Bound { kind: "attendance.face.person", span_s: 86_400, most: 30 };
/// By what a side is drawn, and pictures are known again.
const SIDE: Field<String> = Field::declare("office_face_try", "id", Category::ClockRecord);
const MARKS: Field<String> = Field::declare("office_face_try", "marks", Category::ClockRecord);

/// How it stands with somebody's face.
pub(super) struct Own {
    /// Whether this house knows faces, and whether the group takes them.
    pub is_taken: (bool, bool),
    pub has_agreed: bool,
    pub given_at: Option<Timestamp>,
}

/// A view for a member of the organisation.
async fn begin(house: &House, who: Member) -> Result<View, Refusal> {
    let view = house.db.view().await?;
    view.permit(who, "attendance.clock", &resource(who.org))?;
    Ok(view)
}

/// Looks at it.
pub(super) async fn get(house: &House, eyes: &Eyes, who: Member) -> Result<Own, Refusal> {
    let mut view = begin(house, who).await?;
    let today = today(&mut view, who).await?;
    let has_agreed = agrees(house, &mut view, (who, &today.plan), AgreedTo::ClockFace).await?;
    let given_at = store::of(&mut view, who.org, who.person).await?.map(|face| face.given_at);
    Ok(Own { is_taken: (eyes.are_there(), today.plan.ways.contains(&Way::Face)), has_agreed, given_at })
}

/// The caller's group, where it takes faces.
async fn taking(view: &mut View, who: Member) -> Result<Today, Refusal> {
    let today = today(view, who).await?;
    if today.plan.ways.contains(&Way::Face) { Ok(today) } else { Err(Refusal::Way) }
}

/// The same, where this house knows faces, too, and he agreed.
async fn may(house: &House, eyes: &Eyes, (view, who): (&mut View, Member)) -> Result<Today, Refusal> {
    let today = taking(view, who).await?;
    if !eyes.are_there() {
        return Err(Refusal::FaceAbsent);
    }
    if agrees(house, view, (who, &today.plan), AgreedTo::ClockFace).await? {
        Ok(today)
    } else {
        Err(Refusal::Consent)
    }
}

/// The word by which a challenge is bound to a side.
const fn word(side: Side) -> &'static str {
    match side {
        Side::Left => " left",
        Side::Right => " right",
    }
}

/// Asks for a turn of the head. Asked again the side is the same, until it was answered: nobody waits for the one that his film shows.
pub(super) async fn challenge(house: &House, eyes: &Eyes, who: Member) -> Result<(Challenge, Side), Refusal> {
    let mut view = begin(house, who).await?;
    may(house, eyes, (&mut view, who)).await?;
    let last = store::last_try(&mut view, who.org, who.person).await?;
    drop(view);
    let last = last.map_or_else(String::new, |last| last.to_string());
    let [coin, ..] = house.vault.index(&SIDE, &format!("{} {} {last}", who.org, who.person));
    let side = if coin.is_multiple_of(2) { Side::Left } else { Side::Right };
    Ok((proof::asked(house, (who.org, who.person), word(side))?, side))
}

/// The nonce of a challenge, and to which side it asked to turn.
fn answered(house: &House, who: Member, challenge: &Challenge) -> Result<([u8; 16], Side), Refusal> {
    let of = (who.org, who.person);
    let as_side = |side| proof::answered_as(house, of, (challenge, word(side))).map(|nonce| (nonce, side));
    as_side(Side::Left).or_else(|_| as_side(Side::Right))
}

/// Counts a look before it is taken.
async fn counted(house: &House, who: Member) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "attendance.clock", &resource(who.org))?;
    if accounts::count(&mut cx, LOOKS_OF_DAY, who.person.bytes()).await? > i64::from(LOOKS_OF_DAY.most) {
        return Err(Refusal::TooMany);
    }
    Ok(cx.commit().await?)
}

/// Looks at the pictures, and by what they are known again. Where nobody looked after all, nothing was counted.
async fn seen(
    house: &House,
    eyes: &Eyes,
    who: Member,
    pictures: Vec<Vec<u8>>,
) -> Result<(Vec<Vec<Seen>>, Vec<[u8; MARK]>), Refusal> {
    counted(house, who).await?;
    let seen = match eyes.find(who.person, pictures).await {
        Ok(seen) => seen,
        Err(why) => {
            let mut cx = house.db.begin().await?;
            cx.permit(who, "attendance.clock", &resource(who.org))?;
            accounts::uncount(&mut cx, LOOKS_OF_DAY, who.person.bytes()).await?;
            cx.commit().await?;
            return Err(match why {
                Unseen::Absent => Refusal::FaceAbsent,
                Unseen::Busy => Refusal::FaceBusy,
                Unseen::Failed => Refusal::FaceFailed,
            });
        }
    };
    let mark = |trace: &Vec<u8>| house.vault.index(&MARKS, &URL_SAFE_NO_PAD.encode(digest(&SHA256, trace)));
    let marks = rules::traces(&seen)?.iter().map(mark).collect();
    Ok((seen, marks))
}

/// Keeps the first of these pictures and what is made of it, where it is a clear face that turns as it was asked to: nobody gives
/// a picture of somebody else.
pub(super) async fn put(
    house: &House,
    eyes: &Eyes,
    who: Member,
    (challenge, given): (&Challenge, &[Vec<u8>]),
) -> Result<(), Refusal> {
    let mut view = begin(house, who).await?;
    may(house, eyes, (&mut view, who)).await?;
    drop(view);
    let (_, side) = answered(house, who, challenge)?;
    let pictures = rules::pictures(given)?;
    let (seen, marks) = seen(house, eyes, who, pictures.clone()).await?;
    let (photo, found) = pictures.first().zip(seen.first()).ok_or(Refusal::Frames)?;
    let template = enrolled(found).ok_or(Refusal::FaceUnclear)?;
    let refusal = match rules::judge(&seen, template, side) {
        Outcome::Same => None,
        Outcome::Still => Some(Refusal::FaceStill),
        Outcome::Other => Some(Refusal::FaceUnclear),
        Outcome::Unclear => return Err(Refusal::FaceUnclear),
    };
    let (id, whose) = (FaceId::fresh(&house.clock), (who.org, who.person));
    let photo = house.vault.seal_about(&Face::PHOTO, whose, id.bytes(), photo).await?;
    let template = rules::written(template);
    let template = house.vault.seal_about(&Face::TEMPLATE, whose, id.bytes(), &template).await?;
    // The group may take faces no longer, since he was asked.
    taking(&mut begin(house, who).await?, who).await?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "attendance.clock", &resource(who.org))?;
    held(&mut cx, who).await?;
    if store::is_used(&mut cx, whose, &marks).await? {
        return Err(Refusal::FaceReplayed);
    }
    let of = if refusal.is_none() { Use::Gave } else { Use::Tried };
    if refusal.is_none() {
        let (org, person, given_at) = (who.org, who.person, cx.now());
        store::put(&mut cx, &Face { id, org, person, photo, template, given_at, replaced: false }).await?;
    }
    store::add_try(&mut cx, whose, (TryId::fresh(&house.clock), &marks, of)).await?;
    cx.commit().await?;
    refusal.map_or(Ok(()), Err)
}

/// That he agrees still. Nothing else is done with his face until this unit of work ends.
async fn held(cx: &mut Ctx, who: Member) -> Result<(), Refusal> {
    let agrees = agreements::hold(cx, (who.org, who.person), AgreedTo::ClockFace.purpose()).await?;
    if agrees { Ok(()) } else { Err(Refusal::Consent) }
}

/// Opens something of one's own face, which lies under the organisation's key.
async fn opened(
    house: &House,
    who: Member,
    act: &'static str,
    sealed: &Sealed<Vec<u8>>,
) -> Result<Vec<u8>, Refusal> {
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::ClockFace).act(act);
    match look.open(sealed).await {
        Ok(bytes) => Ok(bytes.into_inner()),
        Err(OpenRefused::Fault(fault)) => Err(fault.into()),
        Err(_) => Err(Refusal::Consent),
    }
}

/// One's own photo.
pub(super) async fn photo(house: &House, who: Member) -> Result<Vec<u8>, Refusal> {
    let mut view = begin(house, who).await?;
    let face = store::of(&mut view, who.org, who.person).await?.ok_or(Refusal::NoFace)?;
    drop(view);
    opened(house, who, "attendance.face.photo", &face.photo).await
}

/// Takes one's face back. Also where the group takes none any longer.
pub(super) async fn remove(house: &House, who: Member) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "attendance.clock", &resource(who.org))?;
    if !store::remove(&mut cx, who.org, who.person).await? {
        return Err(Refusal::NoFace);
    }
    Ok(cx.commit().await?)
}

/// What a device sends when somebody clocks by his face.
pub(super) struct Sent<'a> {
    pub challenge: &'a Challenge,
    pub pictures: &'a [Vec<u8>],
    pub signature: &'a str,
}

/// Clocks by one's face. Who is refused is told why, and whoever looks after the group sees that it was tried; no picture is kept.
pub(super) async fn punch(house: &House, eyes: &Eyes, who: Member, sent: Sent<'_>) -> Result<Done, Refusal> {
    let mut view = begin(house, who).await?;
    let today = may(house, eyes, (&mut view, who)).await?;
    let own = store::of(&mut view, who.org, who.person).await?.ok_or(Refusal::NoFace)?;
    let key = punches::key_of(&mut view, who.org, who.person).await?.ok_or(Refusal::Key)?;
    drop(view);
    // Who waits in a line has come when he came.
    let arrived = house.clock.now();
    let (nonce, side) = answered(house, who, sent.challenge)?;
    let pictures = rules::pictures(sent.pictures)?;
    let sums: Vec<Vec<u8>> = sent.pictures.iter().map(|one| digest(&SHA256, one).as_ref().to_vec()).collect();
    signed(house, who, (&sent, &key, &sums)).await?;
    let (seen, marks) = seen(house, eyes, who, pictures).await?;
    // Only now: while he stood in the line it lay in no memory, and it may be gone.
    let template = opened(house, who, "attendance.face.punch", &own.template).await?;
    let template = rules::read(&template).ok_or_else(|| Fault::new("a template of a face cannot be read"))?;
    let outcome = rules::judge(&seen, &template, side);
    let site = today.plan.only_site().map(str::to_owned);
    let is_new_face = own.replaced && arrived.since(own.given_at) < NEW_FOR;
    let news = [(is_new(&key, arrived), Doubt::NewDevice), (is_new_face, Doubt::NewFace)];
    let news = news.into_iter().filter_map(|(is_so, doubt)| is_so.then_some(doubt)).collect();
    keep(house, who, (outcome, site, news), (own.id, nonce, arrived, &marks)).await
}

/// Whether the device of the caller signed the challenge and these very pictures.
async fn signed(
    house: &House,
    who: Member,
    (sent, key, sums): (&Sent<'_>, &ClockKey, &[Vec<u8>]),
) -> Result<(), Refusal> {
    let all = URL_SAFE_NO_PAD.encode(digest(&SHA256, &sums.concat()));
    let said = Said {
        challenge: sent.challenge,
        way: Way::Face,
        is_inside: false,
        doubts: &[],
        place: None,
        room: None,
        code: None,
        pictures: Some(&all),
    };
    proof::signed(house, who, &said, (key, sent.signature)).await
}

/// What is noted of it, and how it is refused.
const fn refused(outcome: Outcome, is_used: bool) -> Option<(Doubt, Refusal)> {
    match outcome {
        _ if is_used => Some((Doubt::Replayed, Refusal::FaceReplayed)),
        Outcome::Other => Some((Doubt::OtherFace, Refusal::FaceOther)),
        Outcome::Still => Some((Doubt::NoTurn, Refusal::FaceStill)),
        Outcome::Same | Outcome::Unclear => None,
    }
}

/// Keeps that somebody clocked, or that it was tried; of what nothing can be said there is nothing to be kept.
async fn keep(
    house: &House,
    who: Member,
    (outcome, site, news): (Outcome, Option<String>, Vec<Doubt>),
    (face, nonce, at, marks): (FaceId, [u8; 16], Timestamp, &[[u8; MARK]]),
) -> Result<Done, Refusal> {
    let of = (who.org, who.person);
    let is_used = {
        let mut view = house.db.view().await?;
        store::were_used(&mut view, of, marks).await?
    };
    if outcome == Outcome::Unclear && !is_used {
        return Err(Refusal::FaceUnclear);
    }
    let refused = refused(outcome, is_used);
    let verdict = if refused.is_some() { Verdict::Refused } else { Verdict::Counts };
    let doubts = refused.iter().map(|(doubt, _)| *doubt).chain(news).collect();
    let site = site.filter(|_| refused.is_none());
    let record = Record { way: Some(Way::Face), verdict, doubts, by: None, room: None, site };
    let id = PunchId::fresh(&house.clock);
    let record = house.vault.seal(&Punch::RECORD, Subject::Person(who.person), id.bytes(), &record).await?;
    let new = Punch { id, org: who.org, person: who.person, at, made_at: at, nonce, record, place: None };
    // The group may take faces no longer, since he was asked.
    taking(&mut begin(house, who).await?, who).await?;
    let mut cx = house.db.begin().await?;
    cx.permit(who, "attendance.clock", &resource(who.org))?;
    if accounts::count(&mut cx, OF_DAY, who.person.bytes()).await? > i64::from(OF_DAY.most) {
        return Err(Refusal::TooMany);
    }
    held(&mut cx, who).await?;
    // What came while he was looked at: his face went or is another, or these pictures were used.
    if !store::is_there(&mut cx, face).await? {
        return Err(Refusal::NoFace);
    }
    if !is_used && store::is_used(&mut cx, of, marks).await? {
        return Err(Refusal::FaceReplayed);
    }
    if !punches::add(&mut cx, &new).await? {
        return Err(Refusal::Again);
    }
    store::add_try(&mut cx, of, (TryId::fresh(&house.clock), marks, Use::Tried)).await?;
    cx.commit().await?;
    match refused {
        Some((_, refusal)) => Err(refusal),
        None => Ok(Done { id, at, verdict }),
    }
}

/// Whether this house knows faces, and how many people of the organisation gave one.
pub(super) async fn given(house: &House, eyes: &Eyes, who: Member) -> Result<(bool, u64), Refusal> {
    let mut view = house.db.view().await?;
    view.permit(who, "org.administer", &resource(who.org))?;
    Ok((eyes.are_there(), store::count(&mut view, who.org).await?))
}

/// Removes every face that the organisation has, and ends what people agreed to: nobody gives one before he agrees anew.
pub(super) async fn remove_all(house: &House, who: Member) -> Result<(), Refusal> {
    let mut cx = house.db.begin().await?;
    cx.permit(who, "org.administer", &resource(who.org))?;
    // The agreements first: whoever gives his face at this moment holds his, so that this waits for him and finds his face.
    agreements::end_all(&mut cx, who.org, AgreedTo::ClockFace.purpose()).await?;
    store::remove_all(&mut cx, who.org).await?;
    Ok(cx.commit().await?)
}
