//! Templates that devices bring along, as Home Assistant documents them: Jinja, for one value.
//!
//! A template is a stranger's program. It loads nothing, knows no loops, no assignments and no macros, has a handful of filters,
//! and does a bounded number of steps on a bounded payload into a bounded text.

use minijinja::value::Serde;
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value};
use std::io::{self, Write};
use std::sync::LazyLock;

/// The longest template, in bytes.
pub(crate) const TEMPLATE_MAX: usize = 2_000;
/// The longest payload that a template is given, in bytes.
const VALUE_MAX: usize = 16 * 1024;
/// Steps of one template.
const FUEL: u64 = 5_000;
/// The longest text that comes of it, in bytes.
const TEXT_MAX: usize = 8 * 1024;

/// Whether a template keeps to what is done here: expressions, and `if`.
pub(crate) fn is_fit(template: &str) -> bool {
    template.len() <= TEMPLATE_MAX
        && template.split("{%").skip(1).all(|rest| {
            let word = rest.trim_start_matches(['-', '+']).trim_start();
            ["if", "elif", "else", "endif"].iter().any(|known| {
                word.strip_prefix(known)
                    .is_some_and(|rest| !rest.starts_with(|sign: char| sign.is_alphanumeric() || sign == '_'))
            })
        })
}

fn number(value: &Value) -> Option<f64> {
    match f64::try_from(value.clone()) {
        Ok(number) => Some(number),
        Err(_) => value.as_str()?.trim().parse().ok(),
    }
    .filter(|number: &f64| number.is_finite())
}

fn wrong() -> Error {
    Error::new(ErrorKind::InvalidOperation, "no number")
}

fn float(value: Value, default: Option<f64>) -> Result<f64, Error> {
    number(&value).or(default).ok_or_else(wrong)
}

fn int(value: Value, default: Option<i64>) -> Result<i64, Error> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a float beyond an integer's bounds becomes the bound"
    )]
    let whole = |number: f64| number.trunc() as i64;
    number(&value).map(whole).or(default).ok_or_else(wrong)
}

fn round(value: Value, digits: Option<u32>) -> Result<f64, Error> {
    let by = 10f64.powi(i32::try_from(digits.unwrap_or(0).min(9)).unwrap_or(0));
    number(&value).map(|number| (number * by).round() / by).ok_or_else(wrong)
}

fn default(value: Value, other: Option<Value>) -> Value {
    if value.is_undefined() { other.unwrap_or_else(|| Value::from("")) } else { value }
}

fn is_defined(value: Value) -> Result<Value, Error> {
    if value.is_undefined() { Err(Error::new(ErrorKind::UndefinedError, "not there")) } else { Ok(value) }
}

/// What every template knows, made once: a message has one run for each part that listens to it.
static KNOWN: LazyLock<Environment<'static>> = LazyLock::new(environment);

fn environment() -> Environment<'static> {
    let mut known = Environment::new();
    known.set_fuel(Some(FUEL));
    known.set_recursion_limit(32);
    known.set_undefined_behavior(UndefinedBehavior::Lenient);
    known.add_filter("float", float);
    known.add_filter("int", int);
    known.add_filter("round", round);
    known.add_filter("default", default);
    known.add_filter("is_defined", is_defined);
    known.add_filter("lower", |text: String| text.to_lowercase());
    known.add_filter("upper", |text: String| text.to_uppercase());
    known.add_filter("string", |value: Value| value.to_string());
    known.add_filter("abs", |value: Value| number(&value).map(f64::abs).ok_or_else(wrong));
    known.add_test("defined", |value: Value| !value.is_undefined());
    known.add_test("undefined", |value: Value| value.is_undefined());
    known.add_test("none", |value: Value| value.is_none());
    known
}

/// A text that ends where it has become too long.
struct Bounded(Vec<u8>);

impl Write for Bounded {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        if self.0.len() + text.len() > TEXT_MAX {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.0.extend_from_slice(text);
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What a template makes of these values; nothing where it cannot.
pub(crate) fn render(template: &str, values: &[(&str, Value)]) -> Option<String> {
    if !is_fit(template) {
        return None;
    }
    let template = KNOWN.template_from_str(template).ok()?;
    let values = Value::from_pairs(values.iter().map(|(name, value)| (*name, value.clone())));
    let mut out = Bounded(Vec::new());
    template.render_captured_to(values, &mut out).ok()?;
    String::from_utf8(out.0).ok()
}

/// What a template makes of a payload: `value` is its text and `value_json` what it says as JSON.
pub(crate) fn of_payload(template: &str, payload: &str) -> Option<String> {
    if payload.len() > VALUE_MAX {
        return None;
    }
    let json = serde_json::from_str::<serde_json::Value>(payload).ok();
    let json = json.map_or(Value::UNDEFINED, |json| Value::from(Serde(&json)));
    render(template, &[("value", Value::from(payload)), ("value_json", json)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_reads_what_devices_write() {
        let json = r#"{"temperature":21.46,"state":"ON","contact":false,"a":{"b":[1,2]}}"#;
        for (template, text) in [
            ("{{ value_json.temperature }}", "21.46"),
            ("{{ value_json['temperature'] | float | round(1) }}", "21.5"),
            ("{{ value_json.temperature | int + 1 }}", "22"),
            ("{% if value_json.state == 'ON' %}on{% else %}off{% endif %}", "on"),
            ("{{ value_json.contact }}", "False"),
            ("{{ value_json.a.b[1] }}", "2"),
            ("{{ value_json.missing | default('none') }}", "none"),
            ("{{ 'yes' if value_json.state is defined else 'no' }}", "yes"),
        ] {
            assert_eq!(of_payload(template, json).as_deref(), Some(text), "{template}");
        }
        assert_eq!(of_payload("{{ value }}", "OPEN").as_deref(), Some("OPEN"));
    }

    #[test]
    fn a_template_does_no_more_than_it_needs() {
        let doubling = "{% set x = 'aaaaaaaa' %}".to_owned() + &"{% set x = x ~ x %}".repeat(60) + "{{ x }}";
        for template in [
            "{% for a in range(99999999) %}x{% endfor %}",
            "{% include '/etc/passwd' %}",
            "{% macro a() %}{% endmacro %}",
            "{{ value_json.missing | is_defined }}",
            "{{ 'aaaaaaaaaa' * 9000 }}",
            "{{ value | unheard_of }}",
            "{{",
            doubling.as_str(),
        ] {
            assert_eq!(of_payload(template, "{}"), None, "{template}");
        }
    }
}
