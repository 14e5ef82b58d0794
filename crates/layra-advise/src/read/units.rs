//! Words for numbers and for units of time, data and money.

/// Seconds of a day, and of the mean month and year.
pub(super) const DAY: f64 = 86_400.0;
const MONTH: f64 = 30.4375 * DAY;
const YEAR: f64 = 365.25 * DAY;

/// Seconds of a unit of time.
pub(super) fn seconds(word: &str) -> Option<f64> {
    Some(match word {
        "microsecond" | "microseconds" | "µs" => 1e-6,
        "ms" | "millisecond" | "milliseconds" | "msec" => 1e-3,
        "s" | "sec" | "secs" | "second" | "seconds" => 1.0,
        "min" | "mins" | "minute" | "minutes" => 60.0,
        "h" | "hr" | "hrs" | "hour" | "hours" => 3600.0,
        "d" | "day" | "days" => DAY,
        "night" | "nights" => DAY / 3.0,
        "week" | "weeks" => 7.0 * DAY,
        "fortnight" | "fortnights" => 14.0 * DAY,
        "month" | "months" => MONTH,
        "quarter" | "quarters" => YEAR / 4.0,
        "year" | "years" => YEAR,
        "decade" | "decades" => 10.0 * YEAR,
        _ => return None,
    })
}

/// Gigabytes of a unit of data.
pub(super) fn gigabytes(word: &str) -> Option<f64> {
    Some(match word {
        "kb" | "kilobyte" | "kilobytes" => 1e-6,
        "mb" | "mib" | "megabyte" | "megabytes" => 1e-3,
        "gb" | "gib" | "gigabyte" | "gigabytes" | "gigs" => 1.0,
        "tb" | "tib" | "terabyte" | "terabytes" => 1e3,
        "pb" | "petabyte" | "petabytes" => 1e6,
        _ => return None,
    })
}

/// Whether a word is a currency.
pub(super) fn is_currency(word: &str) -> bool {
    matches!(
        word,
        "€" | "$"
            | "£"
            | "eur"
            | "usd"
            | "gbp"
            | "chf"
            | "euro"
            | "euros"
            | "dollar"
            | "dollars"
            | "pound"
            | "pounds"
            | "francs"
    )
}

/// How often something happens that is said to happen so.
pub(super) fn frequency(word: &str) -> Option<f64> {
    Some(match word {
        "hourly" => 3600.0,
        "daily" | "nightly" => DAY,
        "weekly" => 7.0 * DAY,
        "fortnightly" | "biweekly" => 14.0 * DAY,
        "monthly" => MONTH,
        "quarterly" => YEAR / 4.0,
        "yearly" | "annually" => YEAR,
        "mondays" | "tuesdays" | "wednesdays" | "thursdays" | "fridays" | "saturdays" | "sundays" => 7.0 * DAY,
        _ => return None,
    })
}

/// Whether a word is a day of the week.
pub(super) fn is_weekday(word: &str) -> bool {
    matches!(word, "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday")
}

/// Whether a word is a month that is no other word too.
pub(super) fn is_month(word: &str) -> bool {
    matches!(
        word,
        "january"
            | "february"
            | "march"
            | "april"
            | "june"
            | "july"
            | "august"
            | "september"
            | "october"
            | "november"
            | "december"
    )
}

/// The number that a word up to ninety stands for.
pub(super) fn small(word: &str) -> Option<f64> {
    const UNITS: &[&str] = &[
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: &[&str] = &["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let unit = UNITS.iter().position(|unit| *unit == word).map(|at| at as f64);
    unit.or_else(|| TENS.iter().position(|tens| *tens == word).map(|at| 20.0 + 10.0 * at as f64))
}

/// What a word multiplies the number before it with.
pub(super) fn multiplier(word: &str) -> Option<f64> {
    Some(match word {
        "hundred" => 1e2,
        "thousand" | "k" => 1e3,
        "million" | "m" | "mio" => 1e6,
        "billion" | "bn" => 1e9,
        "dozen" => 12.0,
        _ => return None,
    })
}

/// Numbers that are not exact.
pub(super) fn vague(word: &str) -> Option<(f64, f64)> {
    Some(match word {
        "few" => (3.0, 5.0),
        "several" => (3.0, 9.0),
        "handful" => (3.0, 6.0),
        "couple" | "pair" => (2.0, 2.0),
        "dozens" => (24.0, 99.0),
        "hundreds" => (200.0, 999.0),
        "thousands" => (2e3, 9999.0),
        "millions" => (2e6, 9_999_999.0),
        _ => return None,
    })
}
