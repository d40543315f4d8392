//! What happens after the answer: a command is brought to its program, again for a while; what is old goes.

use egress::{Response, SendRefused};
use ground::jobs::{Errand, Jobs};
use ground::{Because, Caller, Ctx, Fault, Job, Stop};
use policy::{Category, Purpose};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use yard::House;
use yard::notice::{self, Notice};

use super::{Ask, AskId, Program, Refusal, State, answering, mentioning, rules, sending, store};
use crate::log;

/// The status by which a program says that it is no longer there.
const GONE: u16 = 410;

/// Brings a command to its program.
#[derive(Serialize, Deserialize)]
pub(super) struct Deliver {
    id: AskId,
}

/// What came of an attempt.
enum Came {
    /// An answer, and the card on which a button was pressed.
    Answer(Response, Option<i64>),
    /// Nothing arrived, or it was not taken: it is tried again.
    Later(Option<u16>),
    /// It will not be taken, whenever it is tried.
    Never(Option<u16>),
    /// It is not to be brought any longer: that says nothing about the program.
    Unsent,
}

impl Deliver {
    /// Has it brought at once.
    pub(super) async fn now(cx: &mut Ctx, id: AskId) -> Result<(), Fault> {
        cx.later(<Self as Errand<House>>::NAME, &Self { id }).await
    }
}

impl Errand<House> for Deliver {
    const NAME: &'static str = "program.deliver";

    async fn run(self, house: &House) -> Result<(), Stop> {
        let mut view = house.db.view().await?;
        let ask = store::asked(&mut view, self.id).await?;
        let Some(ask) = ask.filter(|ask| ask.state == State::Waiting) else { return Ok(()) };
        let program = store::find(&mut view, ask.conversation, ask.program).await?;
        let Some(program) = program else { return Ok(()) };
        drop(view);
        let came = if program.is_on { attempt(house, &program, &ask).await? } else { Came::Unsent };
        match came {
            Came::Answer(answer, card) => taken(house, (&program, &ask), (&answer, card)).await?,
            Came::Later(status) => {
                failed(house, (&program, &ask), status, rules::pause(ask.attempts + 1)).await?
            }
            Came::Never(status) => failed(house, (&program, &ask), status, None).await?,
            Came::Unsent => unsent(house, &ask).await?,
        }
        answering::tell(house, ask.person, ask.conversation);
        Ok(())
    }
}

/// One attempt.
async fn attempt(house: &House, program: &Program, ask: &Ask) -> Result<Came, Stop> {
    let mut view = house.db.view().await?;
    // He may have taken back his consent meanwhile.
    if !yard::consent::store::stands(&mut view, ask.person, Purpose::ProgramCommand).await? {
        return Ok(Came::Unsent);
    }
    drop(view);
    let by = Caller::Program(<Deliver as Errand<House>>::NAME);
    let look = |purpose| house.vault.look(&by, purpose).act(<Deliver as Errand<House>>::NAME);
    let asked = look(Purpose::ProgramCommand).open(&ask.asked).await;
    let mut asked = asked.because("opening a command")?.into_inner();
    if asked.is_mention() {
        // What is said in the group is kept there alone; what was taken back meanwhile is brought to nobody.
        match mentioning::words(house, &look(Purpose::Messaging).delivery(), (ask, &asked)).await? {
            Some(words) => asked.text = words,
            None => return Ok(Came::Unsent),
        }
    }
    let reach = look(Purpose::Messaging).open(&program.reach).await;
    let reach = reach.because("opening the address of a program")?.into_inner();
    let body = sending::body(house, program, ask, &asked)?;
    let headers = sending::headers(&ask.id.to_string(), house.clock.now(), (&reach.secret, &body))?;
    match house.egress.call_program(ask.person, &reach.address, headers, body).await {
        Ok(answer) if (200..300).contains(&answer.status) => Ok(Came::Answer(answer, asked.card())),
        Ok(answer) if answer.status == GONE => Ok(Came::Never(Some(answer.status))),
        Ok(answer) => Ok(Came::Later(Some(answer.status))),
        Err(SendRefused::Fault(fault)) => Err(Stop::Retry(fault)),
        Err(refused) if refused.is_for_later() => Ok(Came::Later(None)),
        Err(_) => Ok(Came::Never(None)),
    }
}

/// It was taken, and perhaps answered.
async fn taken(
    house: &House,
    (program, ask): (&Program, &Ask),
    (answer, card): (&Response, Option<i64>),
) -> Result<(), Stop> {
    let said = answering::at_once(&answer.body, program, card);
    let mut state = State::Taken;
    if let Some(said) = said {
        match answering::give(house, (program, ask), (said, "at once")).await {
            Ok(()) => state = State::Answered,
            Err(Refusal::Fault(fault) | Refusal::Log(log::Refusal::Fault(fault))) => {
                return Err(Stop::Retry(fault));
            }
            // Whoever let it in left, only moderators speak, or the card was taken back: nothing is said.
            Err(_) => {}
        }
    }
    let mut cx = house.db.begin().await?;
    store::attempted(&mut cx, ask.id, (state, Some(answer.status.into()))).await?;
    store::tried(&mut cx, program, true).await?;
    Ok(cx.commit().await?)
}

/// It did not arrive: tried again after a pause, or given up. What fails for days, or says that it is gone, is switched off.
async fn failed(
    house: &House,
    (program, ask): (&Program, &Ask),
    status: Option<u16>,
    pause: Option<Duration>,
) -> Result<(), Stop> {
    let mut cx = house.db.begin().await?;
    let now = cx.now();
    let state = if pause.is_some() { State::Waiting } else { State::Failed };
    store::attempted(&mut cx, ask.id, (state, status.map(i64::from))).await?;
    store::tried(&mut cx, program, false).await?;
    let is_long = program.failing_since.is_some_and(|since| since.plus(rules::FAILING_MAX) <= now);
    if program.is_on && (is_long || status == Some(GONE)) {
        store::switch(&mut cx, program.conversation, (program.id, false)).await?;
        let told = Notice::new("program.off")
            .with("name", program.name.as_str())
            .with("host", program.host.as_str());
        notice::tell(&mut cx, house, program.made_by, &told).await?;
    }
    if let Some(pause) = pause {
        let again = Deliver { id: ask.id };
        cx.later_at(<Deliver as Errand<House>>::NAME, &again, None, now.plus(pause)).await?;
    }
    Ok(cx.commit().await?)
}

/// It was taken back before it was brought, or nothing is sent there any longer.
async fn unsent(house: &House, ask: &Ask) -> Result<(), Stop> {
    let mut cx = house.db.begin().await?;
    store::attempted(&mut cx, ask.id, (State::Failed, None)).await?;
    Ok(cx.commit().await?)
}

/// Removes words and answers when their time is over, and the log of deliveries later.
#[derive(Serialize, Deserialize)]
struct Sweep(());

impl Job<House> for Sweep {
    const NAME: &'static str = "program.sweep";

    async fn run(self, house: &House, cx: &mut Ctx) -> Result<(), Stop> {
        if yard::incident::frozen(cx).await? {
            return Ok(());
        }
        let period = house.policy.retention(Category::ProgramCommand).from("collected");
        let period = period.because("the policy does not say how long commands to programs are kept")?;
        let now = cx.now();
        Ok(store::sweep(cx, vault::begun_before(period, now), now.minus(rules::LOGGED)).await?)
    }
}

/// The jobs of this feature.
pub(crate) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.on_errand::<Deliver>().every::<Sweep>(Duration::from_secs(3_600))
}
