//! What a provider pushes when somebody replies to a message: Alibaba Cloud's `SmsUp` and Tencent Cloud's reply callback.
//!
//! Neither provider signs these pushes; whoever takes them in gives the provider an address that nobody else knows.

use serde_json::Value;

/// Replies of one push, at most.
const MOST: usize = 100;
/// Signs of a mark that are looked at.
const MARK_MAX: usize = 200;

/// A reply to a message.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// From which number, as the provider writes it, with the country's prefix where it gives one.
    pub from: String,
    /// What it says.
    pub text: String,
    /// What tells it from every other: the provider's own mark of it and its time. A push that comes twice has the same.
    pub mark: String,
}

/// The replies in a push; nothing where it is none.
pub fn replies(body: &Value) -> Vec<Reply> {
    let one = std::slice::from_ref(body);
    let items = body.as_array().map_or(one, Vec::as_slice);
    items.iter().take(MOST).filter_map(|item| aliyun(item).or_else(|| tencent(item))).collect()
}

fn word<'a>(item: &'a Value, name: &str) -> Option<&'a str> {
    item.get(name).and_then(Value::as_str)
}

fn aliyun(item: &Value) -> Option<Reply> {
    let (from, text) = (word(item, "phone_number")?, word(item, "content")?);
    let mark = mark(item, &["sequence_id", "send_time"]);
    Some(Reply { from: from.to_owned(), text: text.to_owned(), mark })
}

fn tencent(item: &Value) -> Option<Reply> {
    let (nation, mobile) = (word(item, "nationcode")?, word(item, "mobile")?);
    let mark = mark(item, &["time", "extend"]);
    Some(Reply { from: format!("+{nation}{mobile}"), text: word(item, "text")?.to_owned(), mark })
}

/// Providers push again what was not acknowledged in time, as it was.
fn mark(item: &Value, names: &[&str]) -> String {
    let said = |name: &&str| item.get(*name).map(ToString::to_string).unwrap_or_default();
    let said: Vec<String> = names.iter().map(said).collect();
    said.join("/").chars().take(MARK_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_push_that_comes_twice_has_the_same_mark() {
        let push = |id: i64, time: &str| json!([{ "phone_number": "1", "content": "T", "send_time": time, "sequence_id": id }]);
        let mark = |body: Value| replies(&body).remove(0).mark;
        assert_eq!(mark(push(1, "2026-11-28 11:12:13")), mark(push(1, "2026-11-28 11:12:13")));
        assert_ne!(mark(push(1, "2026-11-28 11:12:13")), mark(push(2, "2026-11-28 11:12:13")));
        assert_ne!(mark(push(1, "2026-11-28 11:12:13")), mark(push(1, "2026-11-28 11:12:14")));
        let tencent = |time: i64| json!({ "mobile": "1", "nationcode": "86", "text": "T", "time": time });
        assert_ne!(mark(tencent(1)), mark(tencent(2)));
    }

    #[test]
    fn both_providers_pushes_are_read() {
        let aliyun = json!([{
            "phone_number": "13700000001", "send_time": "2026-11-28 11:12:13", "content": "T12345",
            "sign_name": "四合院", "dest_code": "1234", "sequence_id": 1,
        }]);
        let tencent = json!({
            "extend": "", "mobile": "13700000001", "nationcode": "86", "sign": "四合院", "text": "T", "time": 1,
        });
        let read = |body| replies(&body).into_iter().map(|one| (one.from, one.text)).collect::<Vec<_>>();
        assert_eq!(read(aliyun), [("13700000001".to_owned(), "T12345".to_owned())]);
        assert_eq!(read(tencent), [("+8613700000001".to_owned(), "T".to_owned())]);
        for nothing in [json!(null), json!([1, "x"]), json!({ "mobile": 7 }), json!({})] {
            assert!(read(nothing).is_empty());
        }
    }
}
