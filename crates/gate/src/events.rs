//! The document of what flows by itself: the stream, and the webhooks of programs (AsyncAPI 3.0), from the types that are sent.

use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

/// Where the types of bodies stand in the document.
const SCHEMAS: &str = "/components/schemas";

/// The document as JSON (`courtyard asyncapi`).
pub fn events() -> String {
    let settings = SchemaSettings::draft07().with(|settings| settings.definitions_path = SCHEMAS.into());
    let mut generator = settings.into_generator();
    let mut messages = Map::new();
    for frame in chat::frames() {
        let body = (frame.body)(&mut generator);
        messages.insert(frame.kind.to_owned(), message(&frame, &body));
    }
    messages.insert("stream.missed".to_owned(), missed());
    messages.insert("other".to_owned(), other());
    let names: Vec<String> = messages.keys().cloned().collect();
    let hook = chat::hook_payload(&mut generator);
    messages.insert("hook.post".to_owned(), posted(&hook));
    let schemas = definitions(&mut generator);
    let document = json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "Courtyard 四合院",
            "version": "1",
            "description": "What the house tells by itself, and what programs tell it. Requests and their answers stand in \
                /api/openapi.json. The log of a conversation is the truth: frames without a number are hints, and whoever \
                misses one asks for the same.",
        },
        "defaultContentType": "application/json",
        "servers": {
            "stream": server("wss", "The stream; a session's cookie, or a bearer token."),
            "house": server("https", "Requests."),
        },
        "channels": { "stream": stream(&names), "hook": hooked() },
        "operations": {
            "hear": {
                "action": "send",
                "channel": { "$ref": "#/channels/stream" },
                "summary": "The house tells whoever listens what happened.",
                "security": [{ "$ref": "#/components/securitySchemes/bearer" }],
            },
            "hook.post": {
                "action": "receive",
                "channel": { "$ref": "#/channels/hook" },
                "summary": "A program says something in a conversation.",
                "bindings": { "http": { "method": "POST", "bindingVersion": "0.3.0" } },
            },
        },
        "components": {
            "securitySchemes": { "bearer": { "type": "http", "scheme": "bearer" } },
            "messages": messages,
            "schemas": schemas,
        },
    });
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

fn server(protocol: &str, says: &str) -> Value {
    json!({
        "host": "{host}",
        "protocol": protocol,
        "description": says,
        "variables": { "host": { "description": "Where the house is.", "default": "localhost" } },
    })
}

fn stream(names: &[String]) -> Value {
    let of = |name: &String| (name.clone(), json!({ "$ref": format!("#/components/messages/{name}") }));
    let after = "The last number that was heard; what came after it comes first.";
    json!({
        "address": "/api/v1/stream",
        "title": "What happened to me",
        "servers": [{ "$ref": "#/servers/stream" }],
        "messages": names.iter().map(of).collect::<Map<String, Value>>(),
        "bindings": { "ws": {
            "method": "GET",
            "query": { "type": "object", "properties": { "after": { "type": "integer", "description": after } } },
            "bindingVersion": "0.1.0",
        } },
    })
}

fn hooked() -> Value {
    json!({
        "address": "/api/v1/hooks/{secret}",
        "title": "A webhook of a conversation",
        "servers": [{ "$ref": "#/servers/house" }],
        "parameters": { "secret": { "description": "What was told when the webhook was made." } },
        "messages": { "hook.post": { "$ref": "#/components/messages/hook.post" } },
    })
}

/// A frame: what is the same in all, around its own body.
fn frame(kind: Value, topic: Value, is_numbered: bool, body: Value) -> Value {
    let mut properties = json!({ "topic": topic, "kind": kind, "body": body });
    let mut required = vec!["topic", "kind", "body"];
    if is_numbered {
        properties["seq"] =
            json!({ "type": "integer", "description": "Consecutive; ask for what comes after it." });
        properties["at"] = json!({ "type": "string", "format": "date-time" });
        required.extend(["seq", "at"]);
    }
    json!({ "type": "object", "required": required, "properties": properties, "additionalProperties": false })
}

fn message(frame_of: &chat::Frame, body: &Schema) -> Value {
    let kind = json!({ "const": frame_of.kind });
    let payload =
        frame(kind, json!({ "const": "conversation" }), frame_of.is_numbered, body.as_value().clone());
    json!({ "name": frame_of.kind, "title": frame_of.says, "payload": payload })
}

fn missed() -> Value {
    let body = json!({ "type": "object" });
    let payload = frame(json!({ "const": "stream.missed" }), json!({ "const": "stream" }), false, body);
    json!({
        "name": "stream.missed",
        "title": "Hints were missed: look again at all that is shown.",
        "payload": payload,
    })
}

/// What the other rooms of the house tell: every kind has this shape.
fn other() -> Value {
    let body = json!({ "type": ["object", "null"], "description": "Ids, codes and arguments." });
    let payload = frame(json!({ "type": "string" }), json!({ "type": "string" }), true, body);
    json!({
        "name": "other",
        "title": "Something else happened to me: topics `account`, `org`, `meeting` and so on.",
        "payload": payload,
    })
}

fn posted(hook: &Schema) -> Value {
    let key = "Sent again under the same key it is stored once.";
    json!({
        "name": "hook.post",
        "title": "What a program says, in the form that Slack made common.",
        "headers": { "type": "object", "properties": { "Idempotency-Key": { "type": "string", "description": key } } },
        "payload": hook.as_value(),
    })
}

fn definitions(generator: &mut SchemaGenerator) -> Value {
    Value::Object(generator.take_definitions(true).into_iter().collect())
}
