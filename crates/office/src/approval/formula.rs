//! Formulas of forms: `days * 200 + sum(items.amount)`. Numbers have four places, and what overflows or divides by nothing has no value.

/// Places behind the point: numbers are whole ten-thousandths.
const SCALE: i128 = 10_000;
/// Digits before the point, so that no product of two overflows.
const DIGITS_MAX: usize = 15;
/// Characters of a formula.
const LENGTH_MAX: usize = 300;
/// Parentheses within one another.
const DEPTH_MAX: usize = 20;

/// A number in ten-thousandths.
pub(crate) type Number = i128;

/// Reads a number as people type it; `None` where it is none or too long.
pub(crate) fn number(typed: &str) -> Option<Number> {
    let typed = typed.trim();
    let (is_negative, digits) = typed.strip_prefix('-').map_or((false, typed), |rest| (true, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |text: &str| text.bytes().all(|sign| sign.is_ascii_digit());
    if whole.is_empty()
        || whole.len() > DIGITS_MAX
        || part.len() > 4
        || !all_digits(whole)
        || !all_digits(part)
    {
        return None;
    }
    if digits.ends_with('.') {
        return None;
    }
    let part: i128 = format!("{part:0<4}").parse().ok()?;
    let value = whole.parse::<i128>().ok()? * SCALE + part;
    Some(if is_negative { -value } else { value })
}

/// A number as people type it, in hundredths; what is less than one falls away.
pub(crate) fn hundredths(typed: &str) -> Option<i64> {
    i64::try_from(number(typed)? * 100 / SCALE).ok()
}

/// The number as it is written, without places that are nothing.
pub(crate) fn written(value: Number) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let (whole, part) = (value.abs() / SCALE, value.abs() % SCALE);
    if part == 0 {
        return format!("{sign}{whole}");
    }
    format!("{sign}{whole}.{part:04}").trim_end_matches('0').to_owned()
}

/// A formula as read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Formula {
    Number(Number),
    /// A field.
    Field(String),
    /// The sum of a column.
    Sum(String, String),
    /// The days of a range, both counted.
    Days(String),
    Each(Box<Formula>, char, Box<Formula>),
}

/// Where the values come from.
pub(crate) trait Values {
    /// The number of a field; `None` where it is empty.
    fn number(&self, field: &str) -> Option<Number>;
    /// The numbers of a column.
    fn column(&self, field: &str, column: &str) -> Vec<Number>;
    /// The days of a range.
    fn days(&self, field: &str) -> Option<i64>;
}

impl Formula {
    /// Reads one; `None` where it is none.
    pub(crate) fn read(text: &str) -> Option<Self> {
        if text.len() > LENGTH_MAX {
            return None;
        }
        let signs: Vec<char> = text.chars().filter(|sign| !sign.is_whitespace()).collect();
        let mut reader = Reader { signs: &signs, at: 0, depth: 0 };
        let read = reader.sum()?;
        (reader.at == signs.len()).then_some(read)
    }

    /// The fields and columns that it names.
    pub(crate) fn names(&self) -> Box<dyn Iterator<Item = (&str, Option<&str>)> + '_> {
        match self {
            Self::Number(_) => Box::new(std::iter::empty()),
            Self::Field(name) | Self::Days(name) => Box::new(std::iter::once((name.as_str(), None))),
            Self::Sum(name, column) => Box::new(std::iter::once((name.as_str(), Some(column.as_str())))),
            Self::Each(left, _, right) => Box::new(left.names().chain(right.names())),
        }
    }

    /// What comes of it; `None` where it cannot be said.
    pub(crate) fn value(&self, values: &impl Values) -> Option<Number> {
        match self {
            Self::Number(value) => Some(*value),
            Self::Field(name) => values.number(name),
            Self::Days(name) => values.days(name).map(|days| i128::from(days) * SCALE),
            Self::Sum(name, column) => {
                let sum = values.column(name, column).into_iter().try_fold(0_i128, i128::checked_add)?;
                within(sum)
            }
            Self::Each(left, sign, right) => {
                let (left, right) = (left.value(values)?, right.value(values)?);
                let value = match sign {
                    '+' => left.checked_add(right),
                    '-' => left.checked_sub(right),
                    '*' => left.checked_mul(right).map(|value| value / SCALE),
                    _ => left.checked_mul(SCALE)?.checked_div(right),
                }?;
                within(value)
            }
        }
    }
}

/// The number where it has no more digits than one that is read: what is reckoned is compared and reckoned with again.
fn within(value: Number) -> Option<Number> {
    (value.abs() / SCALE < 10_i128.pow(15)).then_some(value)
}

struct Reader<'a> {
    signs: &'a [char],
    at: usize,
    depth: usize,
}

impl Reader<'_> {
    fn next_is(&self, signs: &str) -> Option<char> {
        self.signs.get(self.at).copied().filter(|sign| signs.contains(*sign))
    }

    fn take(&mut self, sign: char) -> Option<()> {
        (self.signs.get(self.at) == Some(&sign)).then(|| self.at += 1)
    }

    fn sum(&mut self) -> Option<Formula> {
        let mut left = self.product()?;
        while let Some(sign) = self.next_is("+-") {
            self.at += 1;
            left = Formula::Each(Box::new(left), sign, Box::new(self.product()?));
        }
        Some(left)
    }

    fn product(&mut self) -> Option<Formula> {
        let mut left = self.one()?;
        while let Some(sign) = self.next_is("*/") {
            self.at += 1;
            left = Formula::Each(Box::new(left), sign, Box::new(self.one()?));
        }
        Some(left)
    }

    fn one(&mut self) -> Option<Formula> {
        if self.take('(').is_some() {
            self.depth += 1;
            if self.depth > DEPTH_MAX {
                return None;
            }
            let within = self.sum()?;
            self.take(')')?;
            self.depth -= 1;
            return Some(within);
        }
        let word = self.word();
        if word.starts_with(|sign: char| sign.is_ascii_digit()) {
            return number(&word).map(Formula::Number);
        }
        if word == "sum" && self.take('(').is_some() {
            let (table, column) = self.word().split_once('.').map(|(a, b)| (a.to_owned(), b.to_owned()))?;
            self.take(')')?;
            return Some(Formula::Sum(table, column));
        }
        if word == "days" && self.take('(').is_some() {
            let name = self.word();
            self.take(')')?;
            return super::process::is_id(&name).then_some(Formula::Days(name));
        }
        super::process::is_id(&word).then_some(Formula::Field(word))
    }

    fn word(&mut self) -> String {
        let rest = self.signs.iter().skip(self.at);
        let word: String =
            rest.take_while(|sign| sign.is_ascii_alphanumeric() || matches!(**sign, '_' | '.')).collect();
        self.at += word.len();
        word
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Some3;

    impl Values for Some3 {
        fn number(&self, field: &str) -> Option<Number> {
            match field {
                "a" => number("12.5"),
                "b" => number("0"),
                "c" => number("999999999999999"),
                _ => None,
            }
        }

        fn column(&self, _: &str, _: &str) -> Vec<Number> {
            vec![number("1.1").unwrap(), number("2.2").unwrap()]
        }

        fn days(&self, _: &str) -> Option<i64> {
            Some(3)
        }
    }

    fn reckoned(text: &str) -> Option<String> {
        Formula::read(text)?.value(&Some3).map(written)
    }

    #[test]
    fn formulas_are_reckoned_in_decimal_numbers() {
        for (text, value) in [
            ("a*2", "25"),
            ("1.1+2.2", "3.3"),
            ("(a + 0.1) * 3 - 1", "36.8"),
            ("sum(rows.x) * days(span)", "9.9"),
            ("10/4", "2.5"),
            ("1-2-3", "-4"),
            ("0.1*0.1", "0.01"),
        ] {
            assert_eq!(reckoned(text).as_deref(), Some(value), "{text}");
        }
        for none in [
            "",
            "a+",
            "(a",
            "a b",
            "1..2",
            "sum(a)",
            "x",
            "a/b",
            "c*c",
            "-1",
            "days()",
            "a;b",
            "9".repeat(16).as_str(),
        ] {
            assert_eq!(reckoned(none), None, "{none}");
        }
        assert!(Formula::read(&"(".repeat(200)).is_none());
    }

    #[test]
    fn numbers_are_read_and_written_back() {
        for (typed, value) in [("1", "1"), (" -2.50 ", "-2.5"), ("0.0001", "0.0001"), ("007", "7")] {
            assert_eq!(number(typed).map(written).as_deref(), Some(value));
        }
        for none in ["", "-", "1.", ".5", "1.23456", "1e3", "½", "１"] {
            assert_eq!(number(none), None, "{none}");
        }
    }

    #[test]
    fn fuzz_formulas_that_strangers_send_are_read_or_refused() {
        let signs: Vec<char> = "ab1.()+-*/ sumdays_,é".chars().collect();
        let mut state = 7_u64;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..state % 24 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.push(signs[(state >> 33) as usize % signs.len()]);
            }
            state = state.wrapping_add(0x9e37_79b9);
            if let Some(formula) = Formula::read(&text) {
                formula.value(&Some3);
            }
        }
    }
}
