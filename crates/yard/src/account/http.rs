//! The wire: sign-up, sign-in, sign-out.

use aide::axum::ApiRouter;
use aide::axum::routing::post_with;
use axum::extract::State;
use axum::http::StatusCode;
use ground::{PersonId, Problem, Timestamp};
use policy::Purpose;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::actions::{self, Accepted, Arrival, Opened, Opening};
use super::place::Place;
use super::{Name, Refusal, rules};
use crate::House;
use crate::netlog::{self, Act};
use crate::risk;
use crate::seal;
use crate::wire::{Address, ClearSession, Json, NewSession, Reads, SignedInAtAll};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/session/challenge",
            post_with(challenge, |op| op.id("session.challenge").summary("Ask for a proof of work.")),
        )
        .api_route(
            "/session/code",
            post_with(code, |op| {
                op.id("session.code").with(seal::mark).summary("Have a code sent, after the consent screen.")
            }),
        )
        .api_route(
            "/session/open",
            post_with(open, |op| {
                op.id("session.open")
                    .with(seal::mark)
                    .summary("Sign up or in by number or mail address, and code.")
                    .response::<200, Json<SessionView>>()
            }),
        )
        .api_route("/session/close", post_with(close, |op| op.id("session.close").summary("Sign out here.")))
}

/// A challenge of the proof of work.
#[derive(Serialize, JsonSchema)]
struct ChallengeView {
    /// To be answered with a nonce such that SHA-256(`challenge:nonce`) begins with enough zero bits.
    challenge: String,
    /// How many.
    difficulty: u16,
}

async fn challenge(State(house): State<House>) -> Result<Json<ChallengeView>, Problem> {
    let challenge = house.proofs.challenge(house.clock.now())?;
    Ok(Json(ChallengeView { challenge, difficulty: house.proofs.bits() }))
}

/// What was accepted on the consent screen.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ConsentGiven {
    /// The version that was shown.
    version: String,
    /// Ids of the purposes that were accepted.
    purposes: Vec<String>,
}

/// The answer to a challenge.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProofGiven {
    /// The challenge.
    challenge: String,
    /// The nonce, in decimal.
    nonce: String,
}

impl ProofGiven {
    /// Whether the work was done, in time and for the first time.
    pub(crate) fn check(&self, house: &House) -> Result<(), Refusal> {
        let done = house.proofs.accept(&self.challenge, &self.nonce, house.clock.now());
        if done { Ok(()) } else { Err(Refusal::ProofWrong) }
    }
}

/// A wish for a code.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CodeWish {
    /// E.164, or eleven digits of a mainland mobile number.
    #[serde(default)]
    phone: String,
    /// In place of a number: a mail address of one of the house's domains.
    mail: Option<String>,
    /// What was accepted before the number was asked for.
    consent: ConsentGiven,
    /// The proof of work.
    proof: ProofGiven,
}

/// A code is on its way.
#[derive(Serialize, JsonSchema)]
pub(crate) struct CodeSent {
    /// Until when it is good.
    expires_at: Timestamp,
    /// Seconds until another may be asked for.
    resend_after_s: u64,
}

impl CodeSent {
    pub(crate) const fn until(expires_at: Timestamp) -> Self {
        Self { expires_at, resend_after_s: rules::RESEND_S }
    }
}

async fn code(
    State(house): State<House>,
    Address(from): Address,
    Reads(lang): Reads,
    Json(wish): Json<CodeWish>,
) -> Result<Json<CodeSent>, Problem> {
    let place = Place::read(&wish.phone, wish.mail.as_deref())?;
    risk::pass(&house, from).await?;
    wish.proof.check(&house)?;
    let purposes = wish.consent.purposes.iter().filter_map(|id| Purpose::from_id(id)).collect();
    let accepted = Accepted { version: wish.consent.version, purposes };
    let expires_at = actions::send_code(&house, &place, &accepted, (from, lang)).await?;
    Ok(Json(CodeSent::until(expires_at)))
}

/// Number or address and code, and a name where it is new.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OpenWish {
    /// The number the code was sent to.
    #[serde(default)]
    phone: String,
    /// In place of a number: the mail address the code was sent to.
    mail: Option<String>,
    /// The code.
    #[serde(default)]
    code: String,
    /// The name others will see; needed where the number is new, unless `unnamed`.
    name: Option<String>,
    /// True for who gives no name now: others see one that the house makes up, until he chooses his own.
    #[serde(default)]
    unnamed: bool,
    /// What the device calls itself, shown in the list of devices.
    device: Option<String>,
    /// True for a program: the token is told in the answer.
    #[serde(default)]
    bearer: bool,
}

/// Who is signed in now.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PersonView {
    /// The id.
    pub id: PersonId,
    /// The name others see.
    pub name: String,
}

/// A session was opened.
#[derive(Serialize, JsonSchema)]
pub(crate) struct SessionView {
    /// Whose.
    person: PersonView,
    /// True where the number was silent for long: a second proof is wanted for organisations and old content.
    limited: bool,
    /// The token, where the wish said `bearer`.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

/// The answer to an opened session, with its cookie.
pub(crate) fn answer(house: &House, opened: Opened, bearer: bool) -> (NewSession, Json<SessionView>) {
    let secure = house.is_reached_by_https();
    let view = SessionView {
        person: PersonView { id: opened.person, name: opened.name.as_str().to_owned() },
        limited: opened.limited,
        token: bearer.then(|| opened.session.token.clone()),
    };
    (NewSession { token: opened.session.token, secure }, Json(view))
}

/// The answer where no session was opened: the one that asks goes on.
pub(crate) fn answer_here(person: PersonId, name: &Name) -> Json<SessionView> {
    let person = PersonView { id: person, name: name.as_str().to_owned() };
    Json(SessionView { person, limited: false, token: None })
}

async fn open(
    State(house): State<House>,
    Address(from): Address,
    Reads(lang): Reads,
    Json(wish): Json<OpenWish>,
) -> Result<(NewSession, Json<SessionView>), Problem> {
    let opening = Opening {
        place: Place::read(&wish.phone, wish.mail.as_deref())?,
        code: wish.code.trim(),
        name: wish.name.as_deref(),
        unnamed: wish.unnamed.then_some(lang),
        arrival: Arrival { label: wish.device.as_deref().unwrap_or("?"), from },
    };
    risk::pass(&house, from).await?;
    let opened = actions::open_by_code(&house, opening).await?;
    netlog::note(&house, opened.person, opened.session.device, Act::In, from).await?;
    Ok(answer(&house, opened, wish.bearer))
}

async fn close(
    State(house): State<House>,
    SignedInAtAll(who): SignedInAtAll,
    Address(from): Address,
) -> Result<(ClearSession, StatusCode), Problem> {
    actions::close_device(&house, who, who.device).await?;
    netlog::note(&house, who.person, who.device, Act::Out, from).await?;
    Ok((ClearSession { secure: house.is_reached_by_https() }, StatusCode::NO_CONTENT))
}
