//! `layra show`: one entry, whole or in part.

use layra_catalog::export::{Reader, Wanted, fitted, markdown, section_markdown};
use layra_catalog::section::Section;
use layra_catalog::{Catalog, Pattern};
use serde_json::{Map, Value};

use crate::args::{ShowArgs, ShowFormat};
use crate::outcome::Status;
use crate::output::Output;
use crate::settings::Settings;
use crate::sources;
use crate::terminal::entry;

/// Shows an entry.
pub(crate) fn run(args: &ShowArgs, settings: &Settings, output: &mut Output) -> anyhow::Result<Status> {
    let catalog = sources::catalog(settings)?;
    let pattern = sources::pattern(&catalog, &args.pattern)?;
    if let Some(budget) = args.budget {
        let wanted = Wanted { sections: &args.sections, budget, reader: Reader::Terminal };
        let fitted = fitted(&catalog, pattern, &wanted, &layra_builtin::tokens());
        if args.json {
            output.json(&fitted)?
        } else {
            output.exact(&fitted.text)?
        }
        return Ok(Status::Fine);
    }
    let format = if args.json { ShowFormat::Json } else { args.format };
    match format {
        ShowFormat::Text => {
            let text = match args.sections.as_slice() {
                [] => entry::whole(&catalog, pattern, settings.width),
                chosen => entry::excerpt(&catalog, pattern, chosen, settings.width),
            };
            if args.no_pager { output.data(&text)? } else { output.paged(&text)? }
        }
        ShowFormat::Markdown => output.exact(&as_markdown(&catalog, pattern, &args.sections))?,
        ShowFormat::Json if args.sections.is_empty() => output.json(pattern)?,
        ShowFormat::Json => output.json(&part(pattern, &args.sections)?)?,
    }
    Ok(Status::Fine)
}

fn as_markdown(catalog: &Catalog, pattern: &Pattern, chosen: &[Section]) -> String {
    if chosen.is_empty() {
        return markdown(catalog, pattern);
    }
    let sections = chosen.iter().map(|&section| section_markdown(catalog, pattern, section));
    let mut text =
        sections.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n");
    text.push('\n');
    text
}

/// The fields of the chosen sections, beside slug and name.
fn part(pattern: &Pattern, chosen: &[Section]) -> anyhow::Result<Map<String, Value>> {
    let whole = serde_json::to_value(pattern)?;
    let wanted = ["slug", "name"].into_iter().chain(chosen.iter().flat_map(|&section| fields(section).iter().copied()));
    Ok(wanted.filter_map(|name| Some((name.to_owned(), whole.get(name)?.clone()))).collect())
}

/// The fields of an entry's JSON that a section is made of.
fn fields(section: Section) -> &'static [&'static str] {
    match section {
        Section::UseWhen => &["use_when"],
        Section::AvoidWhen => &["avoid_when"],
        Section::Components => &["components", "flows"],
        Section::TradeOffs => &["pros", "cons"],
        Section::Stacks => &["stacks"],
        Section::Examples => &["examples"],
        Section::Versus => &["versus"],
        Section::References => &["references"],
        Section::Overview => &["overview"],
        Section::Related => &["relations"],
        Section::Failures => &["failures"],
        Section::Adopt => &["adopt"],
        Section::Exits => &["exits"],
        Section::Measures => &["measures"],
        Section::Smells => &["smells"],
        Section::Terms => &["terms"],
    }
}
