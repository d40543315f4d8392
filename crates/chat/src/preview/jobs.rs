//! What happens after a message is durable: the page that it links to is looked at, once.

use egress::SendRefused;
use ground::jobs::{Jobs, LongJob};
use ground::uuid::Uuid;
use ground::{Because, Caller, Ctx, Fault, PersonId, Stop};
use policy::Purpose;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::account::store as accounts;

use super::{LinkCard, Preview, actions, reading, rules, store};
use crate::conversation::{Conversation, ConversationId, store as conversations};
use crate::governing;
use crate::log::{self, Body};

/// Looks at the page that a message links to. It waits for a stranger: beside the house's errands, one at a time.
#[derive(Serialize, Deserialize)]
pub(super) struct Fetch {
    conversation: ConversationId,
    seq: i64,
    /// Who let the program in that wrote it, where it is one.
    #[serde(default)]
    maker: Option<PersonId>,
}

/// A message as it stands, with an address in it that is looked at.
struct Asked {
    conversation: Conversation,
    author: PersonId,
    /// By which event it says what it says.
    said_by: i64,
    address: String,
}

impl Fetch {
    /// Has it looked at, once the unit of work is durable.
    pub(super) async fn later(
        cx: &mut Ctx,
        conversation: ConversationId,
        (seq, maker): (i64, Option<PersonId>),
    ) -> Result<(), Fault> {
        cx.later(<Self as LongJob<House>>::NAME, &Self { conversation, seq, maker }).await
    }
}

impl LongJob<House> for Fetch {
    const NAME: &'static str = "preview.fetch";

    async fn run(self, house: &House) -> Result<(), Stop> {
        let Some(asked) = asked(house, self.conversation, self.seq).await? else { return Ok(()) };
        // A program is nobody: it is looked at for whoever let it in, and stands on his list.
        let person = self.maker.unwrap_or(asked.author);
        if house.vault.held(person).is_some() || !counts(house, person).await? {
            return Ok(());
        }
        let found = match house.egress.fetch_page(person, &asked.address).await {
            Ok(found) => found,
            Err(SendRefused::Fault(fault)) => return Err(Stop::Retry(fault)),
            // It is looked at once: whoever wants to see more opens the link.
            Err(_) => None,
        };
        let Some(page) = found else { return Ok(()) };
        let Some(read) = reading::read(&page.kind, &page.body) else { return Ok(()) };
        let card = LinkCard {
            address: asked.address.clone(),
            site: page.host,
            title: read.title,
            words: read.words,
        };
        if is_refused(house, &asked.conversation, &card).await? {
            return Ok(());
        }
        if keep(house, &asked, self.seq, &card).await? {
            actions::tell(house, self.conversation, self.seq).await?;
        }
        Ok(())
    }
}

/// The message, where its page is to be looked at still.
async fn asked(house: &House, id: ConversationId, seq: i64) -> Result<Option<Asked>, Stop> {
    let mut view = house.db.view().await?;
    let Some(conversation) = conversations::find(&mut view, id).await? else { return Ok(None) };
    if !actions::is_on(house, &mut view, &conversation).await? {
        return Ok(None);
    }
    let Some(message) = log::standing(&mut view, id, seq).await? else { return Ok(None) };
    // A message that was sent twice is looked at once.
    if store::is_settled(&mut view, (id, seq), message.said_by).await? {
        return Ok(None);
    }
    drop(view);
    // Whose account rests says nothing to others meanwhile, and to strangers neither.
    if house.vault.held(message.author).is_some() {
        return Ok(None);
    }
    let program = Caller::Program(<Fetch as LongJob<House>>::NAME);
    let look = house.vault.look(&program, Purpose::LinkPreview).act(<Fetch as LongJob<House>>::NAME);
    let body = look.open(&message.body).await.because("opening a message that has a link")?.into_inner();
    let address = actions::address(house, actions::words(&body)).map(str::to_owned);
    let (author, said_by) = (message.author, message.said_by);
    Ok(address.map(|address| Asked { conversation, author, said_by, address }))
}

/// Counts one more page that is looked at for somebody; `false` where that is too many.
async fn counts(house: &House, person: PersonId) -> Result<bool, Stop> {
    let mut cx = house.db.begin().await?;
    let counted = accounts::count(&mut cx, rules::ASKED, person.bytes()).await?;
    cx.commit().await?;
    Ok(counted <= i64::from(rules::ASKED.most))
}

/// Whether a page says what the organisation refuses in its conversations.
async fn is_refused(house: &House, conversation: &Conversation, card: &LinkCard) -> Result<bool, Stop> {
    let text = format!("{}\n{}", card.title, card.words.as_deref().unwrap_or_default());
    let body = Body { text, ..Body::default() };
    match governing::may_say(house, conversation.org, &body).await {
        Ok(()) => Ok(false),
        Err(log::Refusal::Fault(fault)) => Err(Stop::Retry(fault)),
        Err(_) => Ok(true),
    }
}

/// Keeps what was found, where the message still says so; `false` where it does not.
async fn keep(house: &House, asked: &Asked, seq: i64, card: &LinkCard) -> Result<bool, Stop> {
    let (conversation, id) = (asked.conversation.id, *Uuid::now_v7().as_bytes());
    let subject = Conversation::subject(conversation);
    let sealed = house.vault.seal(&Preview::CARD, subject, id, card).await;
    let sealed = sealed.because("sealing a preview")?;
    let mut cx = house.db.begin().await?;
    // Edits and recalls wait here for the same row.
    if conversations::lock(&mut cx, conversation).await?.is_none() {
        return Ok(false);
    }
    if log::says_by(&mut cx, conversation, seq).await? != Some(asked.said_by) {
        return Ok(false);
    }
    let (author, said_by, made_at) = (asked.author, asked.said_by, cx.now());
    let preview = Preview { conversation, seq, id, author, made_at, said_by, card: Some(sealed) };
    store::put(&mut cx, &preview).await?;
    cx.commit().await?;
    Ok(true)
}

/// The jobs of this feature.
pub(crate) fn jobs(jobs: Jobs<House>) -> Jobs<House> {
    jobs.on_long::<Fetch>()
}
