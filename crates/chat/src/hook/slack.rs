//! What other tools send: Slack's `text`, `blocks` and `attachments`, as far as they can be shown. Pictures are links: nothing
//! is fetched from whoever the sender names.

use aide::openapi::Operation;
use aide::operation::OperationInput;
use axum::extract::{Form, FromRequest, Request};
use axum::http::header;
use ground::Problem;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde_json::Value;
use yard::wire::{self, Json};

use super::mrkdwn;
use super::sheet::SheetWish;
use crate::log::{Body, Program, TEXT_MAX};

/// Blocks and attachments that are read, each.
const PARTS_MAX: usize = 100;
/// Signs of the name under which a program speaks.
const SHOWN_MAX: usize = 60;

/// A message as it comes: JSON, or a form whose field `payload` is that JSON. What is not named here is refused (YZJ-077).
#[derive(Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "what is passed over is named, so that anything else is refused")]
pub(crate) struct Payload {
    /// What it says, in Slack's mrkdwn; beside `blocks` it is not shown.
    #[serde(default)]
    text: Option<String>,
    /// Under which name; shown beside that of the webhook.
    #[serde(default)]
    username: Option<String>,
    /// Whether `text` has marks; true where it is absent.
    #[serde(default)]
    mrkdwn: Option<bool>,
    /// Blocks: `header`, `section`, `context`, `divider`, `image`, `actions` with addresses, `rich_text`, `markdown`.
    #[serde(default)]
    blocks: Option<Vec<Value>>,
    /// Attachments: titles, texts, fields, or blocks of their own.
    #[serde(default)]
    attachments: Option<Vec<Value>>,
    /// Names with values and buttons, shown beside the text. Buttons are a program's that hears commands; a webhook has none.
    #[serde(default)]
    card: Option<SheetWish>,
    /// Of an answer to a command: `in_channel` says it to everybody, all else to whoever asked. A webhook passes it over.
    #[serde(default)]
    response_type: Option<String>,
    /// Of an answer to a press on a card: whether it stands in the place of that card. Else it is passed over.
    #[serde(default)]
    replace_original: Whether,
    /// Of a webhook: the `Idempotency-Key` of an earlier message of its own that says this from now on.
    #[serde(default)]
    replaces: Option<String>,
    /// Named by tools that speak this form, and passed over; so are those that follow.
    #[serde(default)]
    channel: Passed,
    #[serde(default)]
    icon_emoji: Passed,
    #[serde(default)]
    icon_url: Passed,
    #[serde(default)]
    link_names: Passed,
    #[serde(default)]
    unfurl_links: Passed,
    #[serde(default)]
    unfurl_media: Passed,
    #[serde(default)]
    parse: Passed,
    #[serde(default)]
    as_user: Passed,
    #[serde(default)]
    thread_ts: Passed,
    #[serde(default)]
    reply_broadcast: Passed,
    #[serde(default)]
    delete_original: Passed,
    #[serde(default)]
    metadata: Passed,
    #[serde(default)]
    props: Passed,
}

/// Anything, of which nothing is kept.
#[derive(Default)]
struct Passed;

impl<'de> Deserialize<'de> for Passed {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde::de::IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}

/// Yes or no, as tools write it: a truth, or its word.
#[derive(Default)]
struct Whether(bool);

impl<'de> Deserialize<'de> for Whether {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(|value| Self(value == true || value == "true"))
    }
}

impl JsonSchema for Whether {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Whether".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        true.into()
    }
}

impl JsonSchema for Passed {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Passed".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        true.into()
    }
}

/// The form.
#[derive(Deserialize)]
struct Formed {
    payload: String,
}

impl<S: Send + Sync> FromRequest<S> for Payload {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded")) {
            let Form(Formed { payload }) = Form::from_request(request, state)
                .await
                .map_err(|_| Problem::malformed("body.malformed", "the form has no field `payload`"))?;
            return read(payload.as_bytes());
        }
        read(&wire::bytes(request, state, wire::too_large).await?)
    }
}

fn read(bytes: &[u8]) -> Result<Payload, Problem> {
    let value: Value = serde_json::from_slice(bytes)
        .map_err(|_| Problem::malformed("body.malformed", "the body is not JSON"))?;
    let invalid = || Problem::invalid("body.invalid", "a field of the message is of another kind");
    if !value.is_object() {
        return Err(invalid());
    }
    serde_json::from_value(value).map_err(|_| invalid())
}

impl OperationInput for Payload {
    fn operation_input(ctx: &mut aide::generate::GenContext, operation: &mut Operation) {
        Json::<Self>::operation_input(ctx, operation);
    }
}

/// The form, for the document of what programs send.
pub(crate) fn schema(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<Payload>()
}

impl Payload {
    /// The same, as a program answers it; `None` where it is no such form.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        read(bytes).ok()
    }

    /// Whether an answer to a command is for everybody in the group.
    pub(crate) fn is_for_all(&self) -> bool {
        self.response_type.as_deref() == Some("in_channel")
    }

    /// Whether an answer stands in the place of the card on which the button was pressed.
    pub(crate) const fn is_for_card(&self) -> bool {
        self.replace_original.0
    }

    /// By which key a webhook said what it says anew.
    pub(super) fn replaces(&self) -> Option<&str> {
        self.replaces.as_deref()
    }

    /// What it says, under the name of its webhook; `None` where it says nothing.
    pub(crate) fn read(&self, name: &str) -> Option<Body> {
        let blocks = self.blocks.as_deref().unwrap_or_default();
        let mut parts: Vec<String> = blocks.iter().take(PARTS_MAX).map(block).collect();
        if parts.iter().all(|part| part.trim().is_empty()) {
            let text = self.text.as_deref().unwrap_or_default();
            parts.push(if self.mrkdwn == Some(false) { mrkdwn::plain(text) } else { mrkdwn::read(text) });
        }
        let attachments = self.attachments.as_deref().unwrap_or_default();
        parts.extend(attachments.iter().take(PARTS_MAX).map(attachment));
        let text: String = joined(parts, "\n\n").replace('\0', "").chars().take(TEXT_MAX).collect();
        let (mut sheet, mut text) = (self.card.as_ref().and_then(SheetWish::read), text.trim().to_owned());
        // What stands in a list of conversations has to say something: where nothing else does, the title.
        if text.is_empty() {
            text = strong(&sheet.as_mut().and_then(|sheet| sheet.title.take()).unwrap_or_default());
        }
        if text.is_empty() {
            return None;
        }
        let shown: Option<String> =
            self.username.as_ref().map(|name| name.trim().chars().take(SHOWN_MAX).collect());
        let shown = shown.filter(|shown| !shown.is_empty() && !shown.chars().any(char::is_control));
        let program = Some(Program { name: name.to_owned(), shown });
        Some(Body { text, program, sheet, ..Body::default() })
    }
}

fn joined(parts: impl IntoIterator<Item = String>, between: &str) -> String {
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.trim().is_empty()).collect();
    parts.join(between)
}

fn word<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value[name].as_array().into_iter().flatten().take(PARTS_MAX)
}

/// A text object, or a bare string.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => mrkdwn::read(text),
        one if one["type"] == "plain_text" => mrkdwn::plain(word(one, "text")),
        one => mrkdwn::read(word(one, "text")),
    }
}

fn strong(text: &str) -> String {
    let text = text.replace(['*', '\n'], " ");
    if text.trim().is_empty() { String::new() } else { format!("**{}**", text.trim()) }
}

fn block(block: &Value) -> String {
    match word(block, "type") {
        "header" => strong(&text(&block["text"])),
        "section" => {
            let fields = joined(list(block, "fields").map(text), "\n");
            joined([text(&block["text"]), fields, element(&block["accessory"])], "\n")
        }
        "context" | "actions" => joined(list(block, "elements").map(element), " · "),
        "image" => picture(block),
        "markdown" => word(block, "text").to_owned(),
        "rich_text" => joined(list(block, "elements").map(rich), "\n"),
        _ => String::new(),
    }
}

/// What stands in a row: text, a picture, a button that leads somewhere.
fn element(one: &Value) -> String {
    match word(one, "type") {
        "image" => picture(one),
        "button" if !word(one, "url").is_empty() => mrkdwn::link(word(one, "url"), &text(&one["text"])),
        "mrkdwn" | "plain_text" => text(one),
        _ => String::new(),
    }
}

fn picture(one: &Value) -> String {
    let title = text(&one["title"]);
    let name = if title.is_empty() { word(one, "alt_text") } else { &title };
    mrkdwn::link(word(one, "image_url"), name)
}

fn rich(one: &Value) -> String {
    let inner = || list(one, "elements").map(leaf).collect::<String>();
    match word(one, "type") {
        "rich_text_list" => {
            let item = |(at, item): (usize, &Value)| {
                let sign = if one["style"] == "ordered" { format!("{}.", at + 1) } else { "-".to_owned() };
                format!("{sign} {}", list(item, "elements").map(leaf).collect::<String>())
            };
            list(one, "elements").enumerate().map(item).collect::<Vec<_>>().join("\n")
        }
        "rich_text_quote" => quoted(&inner()),
        "rich_text_preformatted" => {
            let code: String = list(one, "elements").map(|leaf| word(leaf, "text")).collect();
            format!("```\n{code}\n```")
        }
        _ => inner(),
    }
}

fn leaf(one: &Value) -> String {
    let marked = |text: &str| {
        let style = |name: &str, marks: &str, text: String| {
            if one["style"][name] == true && !text.trim().is_empty() {
                format!("{marks}{text}{marks}")
            } else {
                text
            }
        };
        let text = style("code", "`", text.to_owned());
        style("strike", "~~", style("italic", "*", style("bold", "**", text)))
    };
    match word(one, "type") {
        "text" => marked(word(one, "text")),
        "link" => mrkdwn::link(word(one, "url"), word(one, "text")),
        "emoji" => emoji(one),
        "user" => format!("@{}", word(one, "user_id")),
        "channel" => format!("#{}", word(one, "channel_id")),
        "broadcast" => format!("@{}", word(one, "range")),
        _ => String::new(),
    }
}

/// By its code points where they are told, else by its name.
fn emoji(one: &Value) -> String {
    let signs = word(one, "unicode").split('-').map(|code| {
        u32::from_str_radix(code, 16).ok().and_then(char::from_u32).filter(|sign| !sign.is_control())
    });
    let signs: Option<String> = signs.collect();
    signs.unwrap_or_else(|| format!(":{}:", word(one, "name")))
}

fn attachment(one: &Value) -> String {
    let title = if word(one, "title_link").is_empty() {
        strong(&text(&one["title"]))
    } else {
        strong(&mrkdwn::link(word(one, "title_link"), word(one, "title")))
    };
    let field = |field: &Value| {
        let (name, value) = (strong(word(field, "title")), text(&field["value"]));
        if name.is_empty() { value } else { format!("{name} {value}") }
    };
    let picture = mrkdwn::link(word(one, "image_url"), word(one, "fallback"));
    let blocks = joined(list(one, "blocks").map(block), "\n");
    let lines = [
        mrkdwn::plain(word(one, "author_name")),
        title,
        text(&one["text"]),
        joined(list(one, "fields").map(field), "\n"),
        blocks,
        if word(one, "image_url").is_empty() { String::new() } else { picture },
        mrkdwn::plain(word(one, "footer")),
    ];
    let mut inside = joined(lines, "\n");
    if inside.trim().is_empty() {
        inside = mrkdwn::plain(word(one, "fallback"));
    }
    joined([text(&one["pretext"]), quoted(&inside)], "\n")
}

fn quoted(text: &str) -> String {
    let lines: Vec<String> = text.trim().lines().map(|line| format!("> {line}")).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn said(value: Value) -> Option<String> {
        read(value.to_string().as_bytes()).ok().and_then(|payload| payload.read("ci")).map(|body| body.text)
    }

    #[test]
    fn text_blocks_and_attachments_are_read() {
        assert_eq!(said(json!({ "text": "*ok* &amp; done" })).unwrap(), "**ok** & done");
        assert_eq!(said(json!({ "text": "*ok*", "mrkdwn": false })).unwrap(), "*ok*");
        let blocks = json!({ "text": "fallback", "blocks": [
            { "type": "header", "text": { "type": "plain_text", "text": "构建 7" } },
            { "type": "section", "text": { "type": "mrkdwn", "text": "*失败*" },
              "fields": [{ "type": "mrkdwn", "text": "分支：main" }] },
            { "type": "divider" },
            { "type": "actions", "elements": [{ "type": "button", "url": "https://ci.example/7",
              "text": { "type": "plain_text", "text": "打开" } }] },
        ] });
        assert_eq!(
            said(blocks).unwrap(),
            "**构建 7**\n\n**失败**\n分支：main\n\n[打开](https://ci.example/7)"
        );
        let attached = json!({ "attachments": [{ "pretext": "看", "title": "磁盘", "title_link": "https://m.example/",
            "text": "满了\n快", "fields": [{ "title": "主机", "value": "db1" }], "footer": "监控" }] });
        assert_eq!(
            said(attached).unwrap(),
            "看\n> **[磁盘](https://m.example/)**\n> 满了\n> 快\n> **主机** db1\n> 监控"
        );
        assert_eq!(said(json!({ "attachments": [{ "fallback": "x" }] })).unwrap(), "> x");
    }

    #[test]
    fn rich_text_is_flattened() {
        let rich = json!({ "blocks": [{ "type": "rich_text", "elements": [
            { "type": "rich_text_section", "elements": [
                { "type": "text", "text": "重要", "style": { "bold": true } },
                { "type": "emoji", "name": "tada", "unicode": "1f389" } ] },
            { "type": "rich_text_list", "style": "ordered", "elements": [
                { "type": "rich_text_section", "elements": [{ "type": "text", "text": "一" }] },
                { "type": "rich_text_section", "elements": [{ "type": "link", "url": "https://a.example/", "text": "二" }] } ] },
        ] }] });
        assert_eq!(said(rich).unwrap(), "**重要**🎉\n1. 一\n2. [二](https://a.example/)");
    }

    #[test]
    fn what_says_nothing_is_nothing_and_a_long_one_is_cut() {
        for nothing in [json!({}), json!({ "text": " " }), json!({ "blocks": [{ "type": "divider" }] })] {
            assert!(said(nothing.clone()).is_none(), "{nothing}");
        }
        assert!(read(b"[]").is_err() && read(b"{\"text\":7}").is_err() && read(b"x").is_err());
        assert_eq!(said(json!({ "text": "长".repeat(30_000) })).unwrap().chars().count(), TEXT_MAX);
    }

    #[test]
    fn what_stands_in_the_place_of_a_card_says_so_in_either_way() {
        let is = |value: Value| Payload::from_bytes(value.to_string().as_bytes()).unwrap().is_for_card();
        assert!(is(json!({ "replace_original": true })) && is(json!({ "replace_original": "true" })));
        assert!(
            !is(json!({}))
                && !is(json!({ "replace_original": "no" }))
                && !is(json!({ "replace_original": null }))
        );
    }

    #[test]
    fn a_program_speaks_under_a_name_beside_its_own() {
        let named = |name: &str| Payload {
            text: Some("x".to_owned()),
            username: Some(name.to_owned()),
            ..Payload::default()
        };
        let program = |name: &str| named(name).read("ci").unwrap().program.unwrap();
        assert_eq!(program(" 构建 "), Program { name: "ci".to_owned(), shown: Some("构建".to_owned()) });
        assert_eq!((program(" ").shown, program("a\u{7}").shown), (None, None));
    }
}
