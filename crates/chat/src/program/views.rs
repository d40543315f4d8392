//! What people see: which programs hear, how deliveries went, and what one gave to them oneself.

use ground::{Because, Caller, Fault, Person, PersonId, View};
use policy::{Category, Purpose};
use std::future::Future;
use std::pin::Pin;
use yard::{Held, House};

use super::store::Delivery;
use super::{About, Ask, Program, ProgramId, Refusal, State, rules, store};
use crate::conversation::{ConversationId, store as conversations};
use crate::log;

/// Those of a conversation with their commands; for everybody in it.
pub(super) async fn list(
    house: &House,
    who: Person,
    conversation: ConversationId,
) -> Result<Vec<(Program, About)>, Refusal> {
    let mut view = house.db.view().await?;
    let (_, member) = log::permits(&mut view, who, "conversation.read", conversation).await?;
    if !member.is_present() {
        return Err(log::Refusal::Unknown.into());
    }
    let programs = store::of(&mut view, conversation).await?;
    drop(view);
    let all: Vec<&Program> = programs.iter().collect();
    let abouts = abouts(house, who, "program.list", &all).await?;
    Ok(programs.into_iter().zip(abouts).collect())
}

/// What these programs hear: the owner's words to everybody in the group.
pub(super) async fn abouts(
    house: &House,
    who: Person,
    act: &'static str,
    programs: &[&Program],
) -> Result<Vec<About>, Fault> {
    let caller = Caller::from(who);
    let look = house.vault.look(&caller, Purpose::Messaging).act(act).delivery();
    let opened = look.open_each(programs.iter().map(|program| &program.about)).await;
    let opened = opened.map_err(|no| Fault::caused("opening the commands of programs", no))?;
    let about =
        |one: Result<vault::Opened<About>, _>| one.map_or_else(|_| About::default(), |one| one.into_inner());
    Ok(opened.into_iter().map(about).collect())
}

/// Whether whoever let a program in is there: it hears and speaks as long as he is.
pub(super) async fn is_let_in(view: &mut View, program: &Program) -> Result<bool, Fault> {
    let maker = conversations::member(view, program.conversation, program.made_by).await?;
    Ok(maker.is_some_and(|maker| maker.is_present()))
}

/// How what was given to a program was delivered; for who lets programs in.
pub(super) async fn deliveries(
    house: &House,
    who: Person,
    conversation: ConversationId,
    id: ProgramId,
) -> Result<Vec<Delivery>, Refusal> {
    let mut view = house.db.view().await?;
    log::permits(&mut view, who, "conversation.programs", conversation).await?;
    store::find(&mut view, conversation, id).await?.ok_or(Refusal::Unknown)?;
    Ok(store::deliveries(&mut view, conversation, id, rules::LOG_MAX).await?)
}

/// What somebody gave to programs, in the open.
pub(super) struct Shown {
    pub ask: Ask,
    pub command: String,
    pub text: String,
    pub answer: Option<String>,
}

/// What the caller gave to programs of a conversation, and what they answered to him alone; the newest, in order.
pub(super) async fn own(
    house: &House,
    who: Person,
    conversation: ConversationId,
) -> Result<Vec<Shown>, Refusal> {
    let mut view = house.db.view().await?;
    log::permits(&mut view, who, "conversation.read", conversation).await?;
    let mut asks = store::own(&mut view, who.person, conversation, rules::OWN_MAX).await?;
    drop(view);
    asks.reverse();
    Ok(open(house, &Caller::from(who), "program.answers", asks).await?)
}

async fn open(house: &House, caller: &Caller, act: &str, asks: Vec<Ask>) -> Result<Vec<Shown>, Fault> {
    let look = || house.vault.look(caller, Purpose::OwnData).act(act);
    let asked = look().open_each(asks.iter().map(|ask| &ask.asked)).await;
    let asked = asked.map_err(|no| Fault::caused("opening what was given to a program", no))?;
    let answers = look().open_each(asks.iter().filter_map(|ask| ask.answer.as_ref())).await;
    let mut answers = answers.because("opening what a program answered")?.into_iter();
    let mut shown = Vec::with_capacity(asks.len());
    for (ask, asked) in asks.into_iter().zip(asked) {
        let answer = if ask.answer.is_some() { answers.next() } else { None };
        let Ok(asked) = asked else { continue };
        let (asked, answer) = (asked.into_inner(), answer.and_then(Result::ok));
        let answer = answer.map(|text| text.into_inner().into_inner());
        shown.push(Shown { ask, command: asked.command, text: asked.text, answer });
    }
    Ok(shown)
}

impl Shown {
    /// What became of it; while it waits for a later answer that can come no more, it was taken.
    pub(super) const fn state(&self) -> State {
        self.ask.state
    }

    /// What he gave, and what came back; of a message that mentions a program the list of messages has the words.
    fn told(&self) -> String {
        let given = if self.command.is_empty() { "@" } else { &format!("/{} {}", self.command, self.text) };
        format!("{given}\n{}", self.answer.as_deref().unwrap_or_default())
    }
}

/// What this feature holds about a person: what he gave to programs, and what they answered to him.
pub(crate) fn held<'a>(
    house: &'a House,
    caller: &'a Caller,
    person: PersonId,
) -> Pin<Box<dyn Future<Output = Result<Vec<Held>, Fault>> + Send + 'a>> {
    Box::pin(async move {
        let mut view = house.db.view().await?;
        let asks = store::all_of(&mut view, person, 1_000).await?;
        drop(view);
        let shown = open(house, caller, "me.held", asks).await?;
        let held = shown.into_iter().map(|one| Held {
            category: Category::ProgramCommand,
            table: "chat_ask",
            value: Some(one.told()),
            collected_at: one.ask.made_at,
        });
        Ok(held.collect())
    })
}
