//! A message that mentions programs: each of them hears this one, and nothing else of the conversation.

use ground::{Because, Fault, Person};
use policy::Purpose;
use vault::Look;
use yard::House;
use yard::account::store as accounts;

use super::actions::reply;
use super::jobs::Deliver;
use super::{Ask, AskId, Asked, ProgramId, REPLY, rules, store, views};
use crate::conversation::{Conversation, ConversationId};
use crate::log::{self, Refusal};

/// The programs that a message which is about to be written mentions, and that may hear it.
#[derive(Default)]
pub(crate) struct Mentioned(Vec<ProgramId>);

/// Whether these programs may hear what the caller is about to say there: each is there and hears mentions, and he agreed. Whether
/// he may speak there, whoever calls has asked.
pub(crate) async fn mentioned(
    house: &House,
    who: Person,
    conversation: &Conversation,
    programs: &[ProgramId],
) -> Result<Mentioned, Refusal> {
    if programs.is_empty() {
        return Ok(Mentioned(Vec::new()));
    }
    let (mut found, mut view) = (Vec::with_capacity(programs.len()), house.db.view().await?);
    for id in programs {
        let program = store::find(&mut view, conversation.id, *id).await?;
        let program = program.filter(|program| program.is_on).ok_or(Refusal::Program)?;
        if !views::is_let_in(&mut view, &program).await? {
            return Err(Refusal::Program);
        }
        found.push(program);
    }
    let stands = yard::consent::store::stands(&mut view, who.person, Purpose::ProgramCommand).await?;
    drop(view);
    let all: Vec<_> = found.iter().collect();
    let abouts = views::abouts(house, who, "program.ask", &all).await?;
    if !abouts.iter().all(|about| about.mentions) {
        return Err(Refusal::Program);
    }
    if !stands {
        return Err(Refusal::Consent(Purpose::ProgramCommand));
    }
    let mut cx = house.db.begin().await?;
    let asked = accounts::count(&mut cx, rules::ASKS, who.person.bytes()).await?;
    cx.commit().await?;
    if asked > i64::from(rules::ASKS.most) {
        return Err(Refusal::Pace(u64::from(rules::ASKS.span_s)));
    }
    Ok(Mentioned(programs.to_vec()))
}

impl Mentioned {
    /// Has a message that is durable now brought to them. Asked for twice, it is done once.
    pub(crate) async fn carry_out(
        self,
        house: &House,
        who: Person,
        (conversation, seq): (ConversationId, i64),
    ) -> Result<(), Fault> {
        for program in self.0 {
            let of = format!("mention/{conversation}/{seq}/{program}");
            let id = AskId::from_bytes(house.vault.index(&REPLY, &of));
            let reply = reply()?;
            let verifier = house.vault.index(&REPLY, &reply);
            let asked = Asked { command: String::new(), text: String::new(), reply, message: Some(seq) };
            let asked = house.vault.seal(&Ask::ASKED, who.person, id.bytes(), &asked).await;
            let asked = asked.because("sealing that a program is mentioned")?;
            let mut cx = house.db.begin().await?;
            let new = Ask::fresh(id, (conversation, program, who.person), cx.now(), asked);
            if store::put(&mut cx, &new, verifier).await? {
                Deliver::now(&mut cx, id).await?;
            }
            cx.commit().await?;
        }
        Ok(())
    }
}

/// What the message says now that mentions a program; nothing where it was taken back.
pub(super) async fn words(
    house: &House,
    look: &Look<'_>,
    (ask, asked): (&Ask, &Asked),
) -> Result<Option<String>, Fault> {
    let Some(seq) = asked.message else { return Ok(None) };
    let mut view = house.db.view().await?;
    let Some(message) = log::standing(&mut view, ask.conversation, seq).await? else { return Ok(None) };
    drop(view);
    let body = look.open(&message.body).await.because("opening a message that mentions a program")?;
    Ok(Some(body.into_inner().text))
}
