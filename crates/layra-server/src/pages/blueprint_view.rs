//! What a pattern's page says of its blueprint: how to begin from it, where its parts are, what was measured.

use layra_blueprint::{Blueprint, Figure, Machine, Service, Shown, plot};
use layra_catalog::Pattern;

/// A blueprint, to be shown with the entry.
#[derive(Debug)]
pub(super) struct BlueprintView<'a> {
    pub(super) say: &'a str,
    pub(super) lines: usize,
    pub(super) services: &'a [Service],
    /// Each component's name, with its files or the reason why it has none.
    pub(super) parts: Vec<(&'a str, String)>,
    /// What was measured: none when nothing is kept.
    pub(super) figures: Vec<FigureView<'a>>,
    /// Trade-offs that are not measured, and why.
    pub(super) unmeasured: Vec<(&'a str, &'a str)>,
    pub(super) plot: Option<String>,
    /// When and where it was measured.
    pub(super) run: Option<String>,
}

/// A measurement.
#[derive(Debug)]
pub(super) struct FigureView<'a> {
    pub(super) figure: &'a Figure,
    /// Arm and value.
    pub(super) values: Vec<(&'a str, String)>,
}

/// The blueprint of `pattern`, as its page shows it.
pub(super) fn view<'a>(pattern: &'a Pattern, blueprint: &'a Blueprint) -> BlueprintView<'a> {
    let manifest = &blueprint.manifest;
    let parts = manifest.components.iter().map(|part| {
        let component = pattern.components.iter().find(|component| component.id == part.id);
        let name = component.map_or(part.id.as_str(), |component| &component.name);
        (name, part.outside.clone().unwrap_or_else(|| part.modules.join(", ")))
    });
    let figures = blueprint.results.iter().flat_map(|results| &results.figures).map(|figure| FigureView {
        figure,
        values: figure.values.iter().map(|value| (value.arm.as_str(), figure.in_words(value))).collect(),
    });
    let unmeasured = manifest.claims.iter().filter_map(|claim| match &claim.shown {
        Shown::Reason(reason) => Some((claim.id.as_str(), reason.as_str())),
        Shown::Measure(_) => None,
    });
    BlueprintView {
        say: &manifest.say,
        lines: blueprint.lines,
        services: &manifest.services,
        parts: parts.collect(),
        figures: figures.collect(),
        unmeasured: unmeasured.collect(),
        plot: blueprint.results.as_ref().and_then(|results| plot::svg(&pattern.name, results)),
        run: blueprint.results.as_ref().map(|results| {
            let Machine { processor, cores, memory, system } = &results.machine;
            format!(
                "{}, in {} s, on {processor}, {cores} threads, {memory} GiB, {system}",
                results.date, results.seconds
            )
        }),
    }
}
