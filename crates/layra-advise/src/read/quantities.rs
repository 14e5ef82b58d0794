//! Finds the numbers of a text: digits and words, ranges, and what they measure.

use std::ops::Range;

use layra_catalog::condition::Interval;

use super::kinds::Kind;
use super::units::{DAY, frequency, gigabytes, is_currency, is_month, is_weekday, multiplier, seconds, small, vague};
use super::words::{Break, Word};

/// Words that "not" reaches over to a number.
const DENIED: usize = 5;
/// How far "about 100" may be from 100.
const ABOUT: f64 = 0.15;

/// What a number measures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Measure {
    /// Things, whatever they are.
    Count,
    /// Things in a time; how long that is, in seconds.
    Rate(f64),
    /// How often in a time, without a thing: `twice a week`, `hourly`.
    Often(f64),
    /// A duration, in units of so many seconds.
    Time(f64),
    /// An amount of data, in units of so many gigabytes.
    Data(f64),
    /// An amount of money, in a time of so many seconds where it is said.
    Money(Option<f64>),
    /// A share of something; tells nothing about how many.
    Share,
}

/// A number with what it measures.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Quantity {
    /// The words that say the number.
    pub(super) number: Range<usize>,
    /// The words that say number and measure.
    pub(super) words: Range<usize>,
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) measure: Measure,
}

impl Quantity {
    /// The interval, with both ends turned into another unit; `None` when that is no interval.
    pub(super) fn in_units(&self, factor: f64) -> Option<Interval> {
        let turned = |number: f64| if factor == 1.0 { number } else { tidy(number * factor) };
        Interval::new(turned(self.low), turned(self.high))
    }
}

/// Rounds to three digits: what is turned into another unit, or is near a number, is not known more exactly.
fn tidy(number: f64) -> f64 {
    if number == 0.0 || !number.is_finite() {
        return number;
    }
    let scale = 10_f64.powi(2 - number.abs().log10().floor() as i32);
    if scale.is_finite() { (number * scale).round() / scale } else { number }
}

/// The quantities of a text, in order.
pub(super) fn quantities(words: &[Word]) -> Vec<Quantity> {
    let mut quantities = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match (Reader { words }).quantity(at) {
            Found::Quantity(mut quantity) => {
                at = quantity.words.end.max(at + 1);
                let groups = quantities.last().and_then(|last| groups_of(words, last, &quantity));
                if let Some((least, most)) = groups {
                    (quantity.low, quantity.high) = (least * quantity.low, most * quantity.high);
                }
                quantities.push(quantity);
            }
            Found::Passed(next) => at = next.max(at + 1),
            Found::Nothing => at += 1,
        }
    }
    quantities
}

/// How many groups there are, where one quantity counts groups and the next says how many are in each: "three
/// teams of five".
fn groups_of(words: &[Word], groups: &Quantity, each: &Quantity) -> Option<(f64, f64)> {
    let between = words.get(groups.words.end..=each.number.start)?;
    let [noun, of, _] = between else { return None };
    let joined = between.iter().all(|word| word.before == Break::None);
    let counts = groups.measure == Measure::Count && each.measure == Measure::Count && groups.low > 1.0;
    (joined && counts && noun.kind == Kind::Telling && noun.lower.ends_with('s') && of.lower == "of")
        .then_some((groups.low, groups.high))
}

/// The digits of a number without what parts its thousands: `1,250`, and `12.000`, which would hardly be written
/// with three places behind the point.
fn digits(word: &str) -> String {
    let groups: Vec<&str> = word.split('.').collect();
    let thousands = groups.len() > 2 || groups.get(1).is_some_and(|last| *last == "000");
    let in_groups = thousands
        && groups[0].len() <= 3
        && !groups[0].starts_with('0')
        && groups[1..].iter().all(|group| group.len() == 3);
    word.replace(|c| c == ',' || (in_groups && c == '.'), "")
}

enum Found {
    Quantity(Quantity),
    /// A number that counts nothing, and where to go on.
    Passed(usize),
    Nothing,
}

struct Reader<'w> {
    words: &'w [Word],
}

impl Reader<'_> {
    fn lower(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| word.lower.as_str())
    }

    /// The word at a place, unless something is between it and the one before.
    fn joined(&self, at: usize) -> &str {
        self.words.get(at).filter(|word| word.before == Break::None).map_or("", |word| word.lower.as_str())
    }

    fn before(&self, at: usize, back: usize) -> &str {
        at.checked_sub(back).map_or("", |at| self.lower(at))
    }

    fn quantity(&self, at: usize) -> Found {
        let word = self.lower(at);
        if let Some(every) = frequency(word) {
            return self.found(at..at + 1, at + 1, (1.0, 1.0), Measure::Often(every));
        }
        if matches!(word, "every" | "each") {
            return self.every(at);
        }
        if matches!(word, "once" | "twice") {
            let times = if word == "once" { 1.0 } else { 2.0 };
            return match self.per(at + 1) {
                Some((end, every)) => self.found(at..at + 1, end, (times, times), Measure::Often(every)),
                None => Found::Nothing,
            };
        }
        let between = word == "between";
        let Some((mut low, mut high, mut end)) = self.value(if between { at + 1 } else { at }) else {
            return Found::Nothing;
        };
        if let Some(span) = self.span(at, (low, end), between) {
            return span;
        }
        let range = if between { matches!(self.lower(end), "and") } else { matches!(self.joined(end), "to" | "or") };
        if range && let Some((_, other, after)) = self.value(end + 1).filter(|(other, ..)| *other > low) {
            (high, end) = (other, after);
        } else if matches!(self.joined(end), "x" | "×" | "times")
            && let Some((least, most, after)) = self.value(end + 1)
        {
            (low, high, end) = (low * least, high * most, after);
        } else if self.joined(end) == "±"
            && let Some((_, off, after)) = self.value(end + 1)
        {
            (low, high, end) = ((low - off).max(0.0), high + off, after);
        } else if let Some((_, other, after)) =
            self.glued(at, end).and_then(|next| self.value(next)).filter(|(other, ..)| *other > low)
        {
            (high, end) = (other, after);
        }
        if self.is_no_quantity(at, end) || self.is_denied(at) {
            return Found::Passed(end);
        }
        (low, high) = self.bounded(at, end, (low, high));
        self.measured(at, end, self.whole(at, end, (low, high)))
    }

    /// `between one minute and three hours`, `10 GB to 2 TB`: a range whose ends have units of their own. `low` is its
    /// first number, and where that ends.
    fn span(&self, at: usize, (low, end): (f64, usize), between: bool) -> Option<Found> {
        let joins = if between { self.lower(end + 1) == "and" } else { self.joined(end + 1) == "to" };
        let (_, high, after) = self.value(end + 2).filter(|_| joins)?;
        let (one, other) = (self.joined(end), self.joined(after));
        let (from, to, measure) = match (seconds(one), seconds(other), gigabytes(one), gigabytes(other)) {
            (Some(from), Some(to), ..) => (from, to, Measure::Time(1.0)),
            (.., Some(from), Some(to)) => (from, to, Measure::Data(1.0)),
            _ => return None,
        };
        let (low, high) = (low * from, high * to);
        (low < high).then(|| self.found(at..end, after + 1, (low, high), measure))
    }

    /// Where the second number of `6-8` or `6–8` begins: numbers of digits that only a dash parts.
    fn glued(&self, at: usize, end: usize) -> Option<usize> {
        let (one, other) = (self.words.get(at)?, self.words.get(end)?);
        let is_digits = |word: &Word| word.lower.starts_with(|c: char| c.is_ascii_digit());
        let near = other.start > one.end && other.start - one.end <= '–'.len_utf8();
        (end == at + 1 && is_digits(one) && is_digits(other) && near && other.before == Break::None).then_some(end)
    }

    /// A value and where it ends.
    fn value(&self, at: usize) -> Option<(f64, f64, usize)> {
        let word = self.lower(at);
        let next = self.joined(at + 1);
        if word == "half" && matches!(next, "a" | "an") {
            let (scale, end) = match multiplier(self.joined(at + 2)) {
                Some(scale) => (scale, at + 3),
                None => (1.0, at + 2),
            };
            let unit = self.joined(end);
            let counts = scale > 1.0 || seconds(unit).is_some() || gigabytes(unit).is_some();
            return counts.then_some((0.5 * scale, 0.5 * scale, end));
        }
        if matches!(word, "a" | "an") {
            return self.with_article(at);
        }
        if let Some((low, high)) = vague(word) {
            let scale = multiplier(next);
            let end = at + 1 + usize::from(scale.is_some());
            let end = end
                + usize::from(
                    matches!(word, "couple" | "pair" | "handful" | "dozens" | "hundreds" | "thousands")
                        && self.joined(end) == "of",
                );
            // "hundreds of thousands"
            let (scale, end) = match multiplier(self.joined(end).trim_end_matches('s')) {
                Some(more) if scale.is_none() && self.before(end, 1) == "of" => (more, end + 1),
                _ => (scale.unwrap_or(1.0), end),
            };
            return Some((low * scale, high * scale, end));
        }
        if matches!(word, "no" | "zero" | "single") {
            let value = if word == "single" { 1.0 } else { 0.0 };
            return Some((value, value, at + 1));
        }
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            let value: f64 = digits(word).parse().ok()?;
            let scale = multiplier(next).filter(|_| next != "m" || seconds(self.joined(at + 2)).is_none());
            let value = value * scale.unwrap_or(1.0);
            let end = at + 1 + usize::from(scale.is_some());
            // "8+"
            let (most, end) = if self.joined(end) == "+" { (f64::INFINITY, end + 1) } else { (value, end) };
            return Some((value, most, end));
        }
        let (value, end) = self.spelt(at)?;
        Some((value, value, end))
    }

    /// `a dozen`, `a hundred and twenty`, `a few`, `an hour`, `a fifth of a second`.
    fn with_article(&self, at: usize) -> Option<(f64, f64, usize)> {
        let next = self.joined(at + 1);
        if vague(next).is_some() {
            return self.value(at + 1);
        }
        if multiplier(next).is_some_and(|scale| scale > 10.0) && next.len() > 2 {
            let (value, end) = self.spelt(at + 1)?;
            return Some((value, value, end));
        }
        let part = match next {
            "half" => 2.0,
            "third" => 3.0,
            "quarter" => 4.0,
            "fifth" => 5.0,
            "tenth" => 10.0,
            "hundredth" => 100.0,
            _ => 0.0,
        };
        if part > 0.0
            && self.joined(at + 2) == "of"
            && matches!(self.joined(at + 3), "a" | "an")
            && seconds(self.joined(at + 4)).is_some()
        {
            return Some((1.0 / part, 1.0 / part, at + 4));
        }
        let measured = (seconds(next).is_some() || gigabytes(next).is_some())
            && !matches!(self.before(at, 1), "once" | "twice" | "times");
        measured.then_some((1.0, 1.0, at + 1))
    }

    /// A number written in words.
    fn spelt(&self, at: usize) -> Option<(f64, usize)> {
        let (mut total, mut current, mut end) = (0.0, None, at);
        loop {
            let word = if end == at { self.lower(end) } else { self.joined(end) };
            let and = word == "and"
                && end > at
                && current.is_some_and(|value: f64| value >= 100.0)
                && small(self.joined(end + 1)).is_some();
            if and {
                end += 1;
                continue;
            }
            if let Some(value) = small(word) {
                let fits = current.is_none_or(|current: f64| {
                    current % 100.0 == 0.0 || (current % 10.0 == 0.0 && value < 10.0 && current % 100.0 >= 20.0)
                });
                if !fits {
                    break;
                }
                current = Some(current.unwrap_or(0.0) + value);
            } else if let Some(scale) =
                multiplier(word).filter(|_| word.len() > 2 && (current.is_some() || word != "dozen" || end == at))
            {
                let value = current.unwrap_or(1.0) * scale;
                if scale >= 1000.0 {
                    total += value;
                    current = Some(0.0);
                } else {
                    current = Some(value);
                }
            } else {
                break;
            }
            end += 1;
        }
        (end > at).then(|| (total + current.unwrap_or(0.0), end))
    }

    /// Years, dates, clock times, ordinals and numbers of things that are picked out.
    fn is_no_quantity(&self, at: usize, end: usize) -> bool {
        let word = self.lower(at);
        if word.contains(':')
            || is_month(self.lower(end))
            || is_month(self.before(at, 1))
            || (word == "one" && self.joined(end) == "of")
        {
            return true;
        }
        let year = end == at + 1
            && word.len() == 4
            && word.bytes().all(|byte| byte.is_ascii_digit())
            && (word.starts_with("19") || word.starts_with("20"));
        let dated = matches!(
            self.before(at, 1),
            "in" | "since" | "from" | "until" | "of" | "before" | "after" | "by" | "a" | "the" | "till"
        );
        year && (dated || self.words.get(end).is_none_or(|next| next.before != Break::None))
            || matches!(self.before(at, 1), "any" | "instead" | "version" | "than" if !self.is_compared(at))
            || (self.before(at, 2) == "instead" && self.before(at, 1) == "of")
    }

    fn is_compared(&self, at: usize) -> bool {
        self.before(at, 1) == "than"
            && matches!(self.before(at, 2), "more" | "less" | "fewer" | "rather" | "longer" | "older")
    }

    /// Whether "not" or "no longer" speaks of the number at a place: "we do not have 50", "not a single one".
    fn is_denied(&self, at: usize) -> bool {
        let from = at.saturating_sub(DENIED);
        for place in (from..at).rev() {
            if self.words[place + 1].before != Break::None {
                return false;
            }
            let word = &self.words[place];
            let ends = self.before(place, 1) == "no" && word.lower == "longer";
            if word.is_one_of(&["not", "never"]) || ends {
                let limits = self.lower(place + 1);
                return !self.is_compared(at) && !matches!(limits, "only" | "just" | "least" | "even" | "at" | "yet");
            }
            // "Not one of six" says nothing against six.
            if word.kind == Kind::Telling || word.is_one_of(&["one", "all", "each", "every", "any"]) {
                return false;
            }
        }
        false
    }

    /// Whether the comparison before a place is denied: "no more than ten", "we do not have more than ten".
    fn is_turned(&self, at: usize) -> bool {
        let compares = at.saturating_sub(2);
        (compares.saturating_sub(DENIED)..compares)
            .rev()
            .take_while(|place| self.words[place + 1].before == Break::None)
            .take_while(|place| self.words[place + 1].kind != Kind::Telling || place + 1 == compares)
            .any(|place| self.words[place].is_one_of(&["no", "not", "never"]))
    }

    /// "Fewer than five" things are four at most.
    fn whole(&self, at: usize, end: usize, (low, high): (f64, f64)) -> (f64, f64) {
        let strict = matches!(self.before(at, 1), "than" | "under" | "below" | "above" | "over" | "<" | ">");
        let is_count =
            matches!(self.measured(at, end, (low, high)), Found::Quantity(Quantity { measure: Measure::Count, .. }));
        let not_more = self.is_compared(at) && self.is_turned(at);
        match (low, high) {
            (least, most) if strict && is_count && !not_more && least == 0.0 && most >= 1.0 && most.fract() == 0.0 => {
                (0.0, most - 1.0)
            }
            (least, most) if strict && is_count && !not_more && most.is_infinite() && least.fract() == 0.0 => {
                (least + 1.0, most)
            }
            other => other,
        }
    }

    /// What words before and after make of a number.
    fn bounded(&self, at: usize, end: usize, (low, high): (f64, f64)) -> (f64, f64) {
        let (one, two) = (self.before(at, 1), self.before(at, 2));
        let timed = seconds(self.joined(end)).is_some();
        let is_turned = one == "than" && self.is_turned(at);
        let more = matches!((two, one), ("more" | "longer" | "older", "than"));
        let less = matches!((two, one), ("fewer" | "less", "than"));
        let most = matches!((two, one), ("up", "to") | ("at", "most") | ("maximum", "of"))
            || matches!(one, "under" | "below" | "maximum" | "max" | "<" | "≤")
            || (if is_turned { more } else { less });
        let least = matches!((two, one), ("at", "least") | ("minimum", "of") | ("upwards", "of"))
            || (if is_turned { less } else { more })
            || matches!(one, ">" | "≥")
            || (matches!(one, "over" | "above") && !timed);
        let after = (self.joined(end), self.joined(end + 1), self.joined(end + 2));
        let unit_after = (self.joined(end + 1), self.joined(end + 2), self.joined(end + 3));
        let said = |wanted: (&str, &str)| [after, unit_after].iter().any(|(one, two, _)| (*one, *two) == wanted);
        if most
            || said(("at", "most"))
            || said(("or", "less"))
            || said(("or", "fewer"))
            || [after, unit_after].contains(&("at", "the", "latest"))
        {
            return (0.0, high);
        }
        if least || said(("at", "least")) || said(("or", "more")) {
            return (low, f64::INFINITY);
        }
        let about = matches!(
            one,
            "about"
                | "around"
                | "roughly"
                | "approximately"
                | "approx"
                | "some"
                | "nearly"
                | "almost"
                | "circa"
                | "ca"
                | "~"
                | "≈"
        ) || said(("or", "so"));
        if about && low == high { (tidy(low * (1.0 - ABOUT)), tidy(high * (1.0 + ABOUT))) } else { (low, high) }
    }

    /// `every two weeks`, `each month`, `every second Thursday`.
    fn every(&self, at: usize) -> Found {
        let next = self.joined(at + 1);
        let other = usize::from(matches!(next, "second" | "other"))
            * usize::from(seconds(self.joined(at + 2)).is_some() || is_weekday(self.joined(at + 2)));
        let unit = self.joined(at + 1 + other);
        let time = seconds(unit).or_else(|| is_weekday(unit).then_some(7.0 * DAY));
        if let Some(time) = time {
            let end = at + 2 + other;
            return self.found(at..at + 1, end, (1.0, 1.0), Measure::Often(time * (1.0 + other as f64)));
        }
        let Some((low, high, end)) = self.value(at + 1) else { return Found::Nothing };
        match seconds(self.joined(end)) {
            Some(time) => self.found(at..end, end + 1, (1.0 / high, 1.0 / low), Measure::Often(time)),
            None => Found::Nothing,
        }
    }

    /// `a second`, `per week`, `each day`, `in a month`: where it ends, and how long that is.
    fn per(&self, at: usize) -> Option<(usize, f64)> {
        let at = at + usize::from(self.joined(at) == "in" && matches!(self.joined(at + 1), "a" | "an"));
        let time = seconds(self.joined(at + 1))?;
        matches!(self.joined(at), "a" | "an" | "per" | "each" | "every" | "the").then_some((at + 2, time))
    }

    fn measured(&self, at: usize, end: usize, value: (f64, f64)) -> Found {
        let unit = self.joined(end);
        if unit == "%" || matches!(unit, "percent" | "percentage") || (unit == "in" && self.value(end + 1).is_some()) {
            return self.found(at..end, end + 1, value, Measure::Share);
        }
        if is_currency(unit) || is_currency(self.before(at, 1)) {
            let after = end + usize::from(is_currency(unit));
            let per = self.per(after);
            return self.found(
                at..end,
                per.map_or(after, |(end, _)| end),
                value,
                Measure::Money(per.map(|(_, time)| time)),
            );
        }
        if let Some(size) = gigabytes(unit) {
            // What comes or is added in a time is not what there is.
            if let Some((after, _)) = self.per(end + 1) {
                return self.found(at..end, after, value, Measure::Share);
            }
            return self.found(at..end, end + 1, value, Measure::Data(size));
        }
        if matches!(unit, "rps" | "qps" | "tps") {
            return self.found(at..end, end + 1, value, Measure::Rate(1.0));
        }
        if unit == "times"
            && let Some((after, every)) = self.per(end + 1)
        {
            return self.found(at..end, after, value, Measure::Often(every));
        }
        // "nine weeks", but not "two second-hand cars".
        if let Some(time) =
            seconds(unit).filter(|_| unit != "s" || self.words[at].lower.starts_with(|c: char| c.is_ascii_digit()))
        {
            return self.found(at..end, end + 1, value, Measure::Time(time));
        }
        for ahead in end..end + 4 {
            if ahead > end && self.words.get(ahead).is_none_or(|word| word.before != Break::None) {
                break;
            }
            if self.words.get(ahead).is_some_and(|word| word.before == Break::None)
                && let Some((after, time)) = self.per(ahead)
            {
                return self.found(at..end, after, value, Measure::Rate(time));
            }
        }
        self.found(at..end, end, value, Measure::Count)
    }

    fn found(&self, number: Range<usize>, end: usize, (low, high): (f64, f64), measure: Measure) -> Found {
        Found::Quantity(Quantity { words: number.start..end, number, low, high, measure })
    }
}
