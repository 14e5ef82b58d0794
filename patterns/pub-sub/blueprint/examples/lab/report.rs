//! What the lab tells: on stdout a line of JSON for each figure and each line of a plot, on stderr how
//! far it is.

use serde_json::json;

/// A measurement that shows a trade-off.
pub(crate) struct Figure<'a> {
    /// The id of the pro or con in the entry.
    pub(crate) claim: &'a str,
    /// What was measured.
    pub(crate) measure: &'a str,
    /// Its unit.
    pub(crate) unit: &'a str,
    /// What was measured for each arm of the experiment.
    pub(crate) values: &'a [(&'a str, f64)],
    /// What must be so if the entry is right.
    pub(crate) expected: &'a str,
    /// Whether it is.
    pub(crate) holds: bool,
}

impl Figure<'_> {
    /// Tells it.
    pub(crate) fn tell(&self) {
        let values: Vec<_> = self.values.iter().map(|(arm, value)| json!({ "arm": arm, "value": value })).collect();
        let Self { claim, measure, unit, expected, holds, .. } = self;
        println!(
            "{}",
            json!({ "figure": { "claim": claim, "measure": measure, "unit": unit, "values": values,
                "expected": expected, "holds": holds } })
        );
    }
}

/// Tells a line of a plot: `points` of one arm.
pub(crate) fn line(plot: &str, x: &str, y: &str, arm: &str, points: &[(f64, f64)]) {
    println!("{}", json!({ "line": { "plot": plot, "x": x, "y": y, "arm": arm, "points": points } }));
}

/// Says how far the lab is.
pub(crate) fn progress(what: &str) {
    eprintln!("lab: {what}");
}
