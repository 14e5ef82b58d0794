//! What an argument of a template or a prompt may be, while somebody types it.

use layra_catalog::section::Section;
use rmcp::ErrorData;
use rmcp::model::{CompleteRequestParams, CompleteResult, CompletionInfo, Reference};

use super::{prompts, resources, shown};
use crate::library::Library;

/// What an argument stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A pattern.
    Pattern,
    /// A section.
    Section,
    /// Anything.
    Text,
}

/// Values that begin with what was typed, then those that hold it, then those near it.
///
/// # Errors
/// When there is no such template, prompt or argument.
pub(super) fn complete(library: &Library, request: &CompleteRequestParams) -> Result<CompleteResult, ErrorData> {
    let argument = request.argument.name.as_str();
    let kind = match &request.r#ref {
        Reference::Resource(reference) => {
            let known = resources::templates().iter().any(|template| template.uri_template == reference.uri);
            match argument {
                resources::SLUG if known => Some(Kind::Pattern),
                resources::SECTION if known => Some(Kind::Section),
                _ => None,
            }
        }
        Reference::Prompt(reference) => prompts::argument(&reference.name, argument),
        _ => None,
    };
    let kind = kind
        .ok_or_else(|| ErrorData::invalid_params(format!("nothing here has an argument {}", shown(argument)), None))?;
    let typed = request.argument.value.to_lowercase();
    let values = match kind {
        Kind::Pattern => patterns(library, &typed),
        Kind::Section => {
            let ids = Section::ALL.iter().map(|section| section.id());
            ids.filter(|id| id.contains(&typed)).map(str::to_owned).collect()
        }
        Kind::Text => Vec::new(),
    };
    let total = u32::try_from(values.len()).ok();
    let more = values.len() > CompletionInfo::MAX_VALUES;
    let values = values.into_iter().take(CompletionInfo::MAX_VALUES).collect();
    let completion = CompletionInfo::with_pagination(values, total, more);
    Ok(CompleteResult::new(completion.map_err(|message| ErrorData::internal_error(message, None))?))
}

fn patterns(library: &Library, typed: &str) -> Vec<String> {
    let catalog = &library.catalog;
    let slugs = || catalog.patterns().iter().map(|pattern| pattern.slug.as_str());
    let named = catalog.patterns().iter().filter(|pattern| pattern.name.to_lowercase().contains(typed));
    let mut values: Vec<String> = Vec::new();
    let begins = slugs().filter(|slug| slug.starts_with(typed));
    let holds = slugs().filter(|slug| slug.contains(typed)).chain(named.map(|pattern| pattern.slug.as_str()));
    let near = catalog.suggest(typed, 5).into_iter().map(|slug| slug.as_str());
    let near: Vec<&str> = if typed.is_empty() { Vec::new() } else { near.collect() };
    for slug in begins.chain(holds).chain(near) {
        if !values.iter().any(|known| known == slug) {
            values.push(slug.to_owned());
        }
    }
    values
}
