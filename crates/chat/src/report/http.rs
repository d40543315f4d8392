//! The wire: report a message, see what came of it, answer, and take it down.

use aide::axum::ApiRouter;
use aide::axum::routing::{get_with, post_with};
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use ground::{PersonId, Problem, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use yard::House;
use yard::ticket::TicketId;
use yard::wire::{Json, NoStore, Path, SignedIn};

use super::actions::{self, Shown, To, Wish};
use super::{Outcome, ReportId, Why, answering, desk};
use crate::conversation::ConversationId;
use crate::log::{Chat, ConversationPath, MessagePath};

/// The routes of this feature.
pub fn routes() -> ApiRouter<House> {
    ApiRouter::new()
        .api_route(
            "/conversations/{conversation}/messages/{seq}/report",
            post_with(report, |op| {
                op.id("report.message").summary("Report a message.").response::<201, Json<ReportMade>>()
            }),
        )
        .api_route(
            "/me/message-reports",
            get_with(mine, |op| {
                op.id("report.mine")
                    .response::<200, Json<OwnReports>>()
                    .summary("Messages that I reported, and what came of it.")
            }),
        )
        .api_route(
            "/conversations/{conversation}/reports",
            get_with(list, |op| {
                op.id("report.list")
                    .response::<200, Json<ReportList>>()
                    .summary("Reported messages of a group, for those who keep order.")
            }),
        )
        .api_route(
            "/conversations/{conversation}/reports/{report}/answer",
            post_with(answer, |op| {
                op.id("report.answer").summary("Say what comes of one, and do it.").response::<204, ()>()
            }),
        )
        .api_route(
            "/desk/tickets/{ticket}/take-down",
            post_with(take_down, |op| {
                op.id("report.take_down")
                    .summary("Take down the message that was reported to the house.")
                    .response::<204, ()>()
            }),
        )
}

/// To whom a report goes.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum ToWish {
    /// Those who keep order in the group above whoever wrote it.
    Moderators,
    /// The house. What the message says goes along.
    House,
}

/// What somebody reports.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReportWish {
    /// Why.
    why: Why,
    /// What he says of it: 1,000 characters at most.
    note: Option<String>,
    /// To whom.
    to: ToWish,
}

/// A report was made.
#[derive(Serialize, JsonSchema)]
struct ReportMade {
    /// Its id.
    id: ReportId,
    /// The ticket that it became, where it went to the house.
    ticket: Option<TicketId>,
}

async fn report(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<MessagePath>,
    Json(wish): Json<ReportWish>,
) -> Result<(StatusCode, Json<ReportMade>), Problem> {
    let to = match wish.to {
        ToWish::Moderators => To::Moderators,
        ToWish::House => To::House,
    };
    let wish = Wish { why: wish.why, note: wish.note.as_deref(), to };
    let made = actions::report(&house, who, (at.conversation, at.seq), wish).await?;
    Ok((StatusCode::CREATED, Json(ReportMade { id: made.id, ticket: made.ticket })))
}

/// A report as its writer sees it.
#[derive(Serialize, JsonSchema)]
struct OwnReport {
    /// Its id.
    id: ReportId,
    /// Where the message stands.
    conversation: ConversationId,
    /// Its number there.
    seq: i64,
    /// Why.
    why: Why,
    /// What I said of it.
    note: Option<String>,
    /// The ticket that it became, where it went to the house.
    ticket: Option<TicketId>,
    /// When.
    at: Timestamp,
    /// What came of it; null until then.
    outcome: Option<Outcome>,
    /// When that was.
    done_at: Option<Timestamp>,
}

/// One's own reports.
#[derive(Serialize, JsonSchema)]
struct OwnReports {
    /// The newest first, 200 at most.
    items: Vec<OwnReport>,
}

async fn mine(
    State(house): State<House>,
    SignedIn(who): SignedIn,
) -> Result<(NoStore, Json<OwnReports>), Problem> {
    let shown = actions::mine(&house, who).await?;
    let items = shown.into_iter().map(|Shown { report, note }| OwnReport {
        id: report.id,
        conversation: report.conversation,
        seq: report.seq,
        why: report.why,
        note,
        ticket: report.ticket,
        at: report.at,
        outcome: report.outcome,
        done_at: report.done_at,
    });
    Ok((NoStore, Json(OwnReports { items: items.collect() })))
}

/// A report as those who keep order see it: not by whom.
#[derive(Serialize, JsonSchema)]
struct ReportView {
    /// Its id.
    id: ReportId,
    /// The number of the message.
    seq: i64,
    /// Who wrote it.
    reported: PersonId,
    /// Why somebody reported it.
    why: Why,
    /// What he said of it.
    note: Option<String>,
    /// When.
    at: Timestamp,
    /// What came of it; null until then.
    outcome: Option<Outcome>,
    /// When that was.
    done_at: Option<Timestamp>,
}

/// Reported messages.
#[derive(Serialize, JsonSchema)]
struct ReportList {
    /// What waits for an answer first, then the newest; 200 at most.
    items: Vec<ReportView>,
}

async fn list(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<ConversationPath>,
) -> Result<(NoStore, Json<ReportList>), Problem> {
    let shown = actions::list(&house, who, at.conversation).await?;
    let items = shown.into_iter().map(|Shown { report, note }| ReportView {
        id: report.id,
        seq: report.seq,
        reported: report.reported,
        why: report.why,
        note,
        at: report.at,
        outcome: report.outcome,
        done_at: report.done_at,
    });
    Ok((NoStore, Json(ReportList { items: items.collect() })))
}

/// A report of a group.
#[derive(Deserialize, JsonSchema)]
struct ReportPath {
    /// The group.
    conversation: ConversationId,
    /// The report.
    report: ReportId,
}

/// What comes of it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AnswerWish {
    /// Which of the four.
    outcome: Outcome,
}

async fn answer(
    State(house): State<House>,
    Extension(chat): Extension<Chat>,
    SignedIn(who): SignedIn,
    Path(at): Path<ReportPath>,
    Json(wish): Json<AnswerWish>,
) -> Result<StatusCode, Problem> {
    answering::answer(&house, &chat, who, (at.conversation, at.report), wish.outcome).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A ticket at the desk.
#[derive(Deserialize, JsonSchema)]
struct OfTicket {
    /// Its id.
    ticket: TicketId,
}

async fn take_down(
    State(house): State<House>,
    SignedIn(who): SignedIn,
    Path(at): Path<OfTicket>,
) -> Result<StatusCode, Problem> {
    desk::take_down(&house, who, at.ticket).await?;
    Ok(StatusCode::NO_CONTENT)
}
