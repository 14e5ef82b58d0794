//! What a lab measured, kept with the day and the machine.

use layra_catalog::{Problem, Severity, SourceText};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Digits of a measured value that mean something.
const DIGITS: i32 = 3;

/// A run of a lab.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Results {
    /// The day, as `2026-11-26`.
    pub date: String,
    /// On what it ran.
    pub machine: Machine,
    /// How long it took, in seconds, without building.
    pub seconds: f64,
    /// What was measured.
    pub figures: Vec<Figure>,
    /// The lines of the plots.
    pub lines: Vec<Line>,
}

/// The machine that a lab ran on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Machine {
    /// The model of the processor; `unknown` where the system does not say.
    pub processor: String,
    /// How many threads it runs at once.
    pub cores: usize,
    /// Memory in GiB; 0 where the system does not say.
    pub memory: u64,
    /// The system: `linux x86_64`.
    pub system: String,
}

/// A measurement that shows a trade-off.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Figure {
    /// The id of the pro or con in the entry.
    pub claim: String,
    /// What was measured.
    pub measure: String,
    /// Its unit; empty for counts.
    pub unit: String,
    /// What was measured, for each arm of the experiment; the first is what the others are compared with.
    pub values: Vec<Measured>,
    /// What must be so if the entry is right.
    pub expected: String,
    /// Whether it is.
    pub holds: bool,
}

/// A value of one arm of an experiment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Measured {
    /// The arm: `without`, `with`.
    pub arm: String,
    /// The value, in the figure's unit.
    pub value: f64,
}

/// A line of a plot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Line {
    /// The plot's title; lines with the same are drawn together.
    pub plot: String,
    /// What goes to the right.
    pub x: String,
    /// What goes up.
    pub y: String,
    /// The arm of the experiment.
    pub arm: String,
    /// Points, from left to right.
    pub points: Vec<(f64, f64)>,
}

/// A line that a lab writes.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Told {
    Figure(Figure),
    Line(Line),
}

impl Results {
    /// Reads what is kept of a run.
    ///
    /// # Errors
    /// When it is not what [`Results::to_text`] writes.
    pub fn parse(source: &SourceText) -> Result<Self, Box<Problem>> {
        serde_json::from_str(&source.text)
            .map_err(|error| Box::new(Problem::of_file(Severity::Error, &source.path, error.to_string())))
    }

    /// What is kept of a run: JSON, a figure or a line of a plot on each line, so that runs can be compared.
    pub fn to_text(&self) -> String {
        let figures: Vec<String> = self.figures.iter().map(json).collect();
        let lines: Vec<String> = self.lines.iter().map(json).collect();
        let list = |name: &str, values: &[String]| match values {
            [] => format!("  \"{name}\": []"),
            values => format!("  \"{name}\": [\n    {}\n  ]", values.join(",\n    ")),
        };
        let Self { date, machine, seconds, .. } = self;
        let parts = [
            format!("  \"date\": {}", json(date)),
            format!("  \"machine\": {}", json(machine)),
            format!("  \"seconds\": {}", json(seconds)),
            list("figures", &figures),
            list("lines", &lines),
        ];
        format!("{{\n{}\n}}\n", parts.join(",\n"))
    }

    /// Takes in a line that a lab wrote on stdout.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn take(&mut self, line: &str) -> Result<(), serde_json::Error> {
        match serde_json::from_str(line)? {
            Told::Figure(mut figure) => {
                figure.values.iter_mut().for_each(|measured| measured.value = rounded(measured.value));
                self.figures.push(figure);
            }
            Told::Line(mut line) => {
                line.points.iter_mut().for_each(|(x, y)| (*x, *y) = (rounded(*x), rounded(*y)));
                self.lines.push(line);
            }
        }
        Ok(())
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("these types have nothing that JSON cannot say")
}

impl Figure {
    /// A value with its unit, its thousands apart: `2,767 ms`, `98.5 %`.
    pub fn in_words(&self, measured: &Measured) -> String {
        let value = measured.value;
        let whole = value.abs().trunc();
        let mut digits = format!("{whole:.0}");
        for at in (1..digits.len()).rev().filter(|at| (digits.len() - at).is_multiple_of(3)).collect::<Vec<_>>() {
            digits.insert(at, ',');
        }
        let rest = format!("{}", value.abs());
        let rest = rest.split_once('.').map_or(String::new(), |(_, rest)| format!(".{rest}"));
        let sign = if value < 0.0 { "-" } else { "" };
        let unit = if self.unit.is_empty() { String::new() } else { format!(" {}", self.unit) };
        format!("{sign}{digits}{rest}{unit}")
    }
}

/// A value with as many digits as mean something.
fn rounded(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let places = DIGITS - 1 - value.abs().log10().floor() as i32;
    if places <= 0 {
        return value.round();
    }
    let scale = 10_f64.powi(places);
    (value * scale).round() / scale
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results() -> Results {
        let machine = Machine { processor: "p".into(), cores: 2, memory: 4, system: "linux".into() };
        Results { date: "2026-01-01".into(), machine, seconds: 1.5, figures: Vec::new(), lines: Vec::new() }
    }

    #[test]
    fn what_a_lab_tells_is_kept_with_the_digits_that_mean_something() {
        let mut results = results();
        let told = r#"{"figure":{"claim":"c","measure":"m","unit":"ms","values":[{"arm":"without","value":2766.94},
            {"arm":"with","value":0.012345}],"expected":"less","holds":true}}"#;
        results.take(&told.replace('\n', "")).expect("a figure");
        results.take(r#"{"line":{"plot":"p","x":"s","y":"n","arm":"with","points":[[0.0,1.23456]]}}"#).expect("a line");
        let figure = &results.figures[0];
        let words: Vec<String> = figure.values.iter().map(|measured| figure.in_words(measured)).collect();
        assert_eq!(words, ["2,767 ms", "0.0123 ms"]);
        assert_eq!(results.lines[0].points, [(0.0, 1.23)]);
        assert!(results.take("hello").is_err());
        let text = results.to_text();
        let source = SourceText { path: "lab.json".into(), text };
        assert_eq!(Results::parse(&source), Ok(results));
    }
}
