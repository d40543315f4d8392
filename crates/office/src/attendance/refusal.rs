//! How attendance says no.

use axum::http::StatusCode;
use ground::{Fault, Problem};

/// How it is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// There is no such thing here, or it is not the caller's to see.
    #[error("there is no such thing in the attendance of this organisation")]
    Unknown,
    /// He belongs to no group.
    #[error("you belong to no group that clocks")]
    NoGroup,
    /// It is no shift.
    #[error("this is no shift: spans follow one another within a day, and minutes are as many as a day has")]
    Shift,
    /// It is no name.
    #[error("a name has 1 to 60 characters")]
    Name,
    /// There is no such zone.
    #[error("there is no such time zone")]
    Zone,
    /// The plan is not sound; the word names where.
    #[error("this plan is not sound: {0}")]
    Plan(&'static str),
    /// No day or month.
    #[error("this is no day or month, or not one that may be changed")]
    Day,
    /// As many as there may be.
    #[error("there are as many of these as there may be")]
    Many,
    /// Somebody is no member.
    #[error("somebody of these is no member of the organisation")]
    People,
    /// The organisation did not choose this way.
    #[error("your organisation did not choose this way to clock")]
    Way,
    /// The challenge is not of the house, not for this person, or over.
    #[error("this answer is too late or answers nothing; try again")]
    Challenge,
    /// It was answered already.
    #[error("this was sent already; it counts once")]
    Again,
    /// No key, or another device's.
    #[error("this device is not the one that signs for you")]
    Key,
    /// The key is none.
    #[error("this is no key of a device")]
    NoKey,
    /// Outside.
    #[error("this is outside what your organisation set")]
    Outside,
    /// A feigned place.
    #[error("the device says that the place is feigned")]
    Mock,
    /// Coordinates that nobody asked for, or that nobody agreed to.
    #[error("exact places are not asked for, or you did not agree to them; nothing was kept")]
    PlaceUnasked,
    /// He did not agree to it.
    #[error("this needs your own agreement, to what your organisation asks now")]
    Consent,
    /// No photo.
    #[error("a photo is a PNG, JPEG or WebP picture of 180 KB at most")]
    Photo,
    /// No reason.
    #[error("say why, in 2 to 200 characters")]
    Reason,
    /// Who is named decides nothing here.
    #[error("whoever decides manages your group or runs the organisation, and is not yourself")]
    Approver,
    /// It was decided.
    #[error("this was decided already")]
    Decided,
    /// The month is closed, or not over.
    #[error("this month is closed already, or not over yet")]
    Closed,
    /// This house knows no faces.
    #[error("this house knows no faces; choose other ways")]
    FaceAbsent,
    /// Faces and nothing that asks for no consent.
    #[error("a group that takes faces takes another way, too: nobody has to give his")]
    FaceAlone,
    /// Machines and nothing that asks for no consent.
    #[error("a group that takes machines takes another way, too: nobody has to authorise one")]
    MachineAlone,
    /// None is kept.
    #[error("no face of yours is kept here")]
    NoFace,
    /// No pictures.
    #[error("five to eight pictures are wanted, each a JPEG of 26 KB at most")]
    Frames,
    /// Nothing can be said of these pictures.
    #[error("your face could not be seen clearly; look ahead in good light, alone, and try again")]
    FaceUnclear,
    /// Another face.
    #[error("this is not the face that you gave; that it was tried is noted, without a picture")]
    FaceOther,
    /// The head did not turn.
    #[error(
        "your head did not turn to the side that was asked for; that it was tried is noted, without a picture"
    )]
    FaceStill,
    /// Pictures that were used.
    #[error("these pictures were sent before; that it was tried is noted, without a picture")]
    FaceReplayed,
    /// Too many wait.
    #[error("many clock by face at this moment; try again, or clock by another way")]
    FaceBusy,
    /// The program gave up.
    #[error("your face could not be looked at; try again, or clock by another way")]
    FaceFailed,
    /// Too often.
    #[error("that was often; go on tomorrow")]
    TooMany,
    /// Access says no.
    #[error(transparent)]
    Denied(#[from] ground::Denied),
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

ground::faults!(Refusal);

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unknown => Self::not_found("attendance.unknown", refusal),
            Refusal::NoGroup => Self::not_found("attendance.no_group", refusal),
            Refusal::Shift => Self::field("attendance.shift", "shift", refusal),
            Refusal::Name => Self::field("attendance.name", "name", refusal),
            Refusal::Zone => Self::field("attendance.zone", "zone", refusal),
            Refusal::Plan(field) => Self::field("attendance.plan", field, refusal),
            Refusal::Day => Self::field("attendance.day", "day", refusal),
            Refusal::Many => Self::conflict("attendance.many", refusal),
            Refusal::People => Self::field("attendance.people", "people", refusal),
            Refusal::Way => Self::forbidden("attendance.way", refusal),
            Refusal::Challenge => Self::conflict("attendance.challenge", refusal),
            Refusal::Again => Self::conflict("attendance.again", refusal),
            Refusal::Key => Self::conflict("attendance.key", refusal),
            Refusal::NoKey => Self::field("attendance.no_key", "key", refusal),
            Refusal::Outside => Self::forbidden("attendance.outside", refusal),
            Refusal::Mock => Self::forbidden("attendance.mock", refusal),
            Refusal::PlaceUnasked => Self::forbidden("attendance.place_unasked", refusal),
            Refusal::Consent => Self::forbidden("attendance.consent", refusal),
            Refusal::Photo => Self::field("attendance.photo", "photo", refusal),
            Refusal::Reason => Self::field("attendance.reason", "reason", refusal),
            Refusal::Approver => Self::field("attendance.approver", "approver", refusal),
            Refusal::Decided => Self::conflict("attendance.decided", refusal),
            Refusal::Closed => Self::conflict("attendance.closed", refusal),
            Refusal::FaceAbsent => Self::field("attendance.face_absent", "ways", refusal),
            Refusal::FaceAlone => Self::field("attendance.face_alone", "ways", refusal),
            Refusal::MachineAlone => Self::field("attendance.machine_alone", "ways", refusal),
            Refusal::NoFace => Self::not_found("attendance.no_face", refusal),
            Refusal::Frames => Self::field("attendance.face_pictures", "pictures", refusal),
            Refusal::FaceUnclear => Self::field("attendance.face_unclear", "pictures", refusal),
            Refusal::FaceOther => Self::forbidden("attendance.face_other", refusal),
            Refusal::FaceStill => Self::forbidden("attendance.face_still", refusal),
            Refusal::FaceReplayed => Self::conflict("attendance.face_replayed", refusal),
            Refusal::FaceBusy => Self::new(StatusCode::SERVICE_UNAVAILABLE, "attendance.face_busy", refusal),
            Refusal::FaceFailed => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "attendance.face_failed", refusal)
            }
            Refusal::TooMany => Self::too_many("attendance.too_many", refusal, 86_400),
            Refusal::Denied(denied) => denied.into(),
            Refusal::Fault(fault) => fault.into(),
        }
    }
}
