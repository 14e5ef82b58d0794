//! A component that nothing reaches is a mistake in the diagram.

use std::collections::BTreeSet;

use layra_catalog::{Catalog, Pattern};

use crate::offence::expect_none;

/// Components that cannot be reached from the first one along flows, in either direction.
fn stranded(pattern: &Pattern) -> Vec<&str> {
    let mut reached: BTreeSet<&str> = pattern.components.first().map(|first| first.id.as_str()).into_iter().collect();
    loop {
        let before = reached.len();
        for flow in &pattern.flows {
            if reached.contains(flow.from.as_str()) || reached.contains(flow.to.as_str()) {
                reached.extend([flow.from.as_str(), flow.to.as_str()]);
            }
        }
        if reached.len() == before {
            break;
        }
    }
    pattern.components.iter().map(|component| component.id.as_str()).filter(|id| !reached.contains(id)).collect()
}

/// Components that stand alone in their diagram.
pub(crate) fn stranded_components(catalog: &Catalog) -> Vec<String> {
    let stranded = |pattern| stranded(pattern).into_iter().map(move |id| format!("{}#{id}", pattern.slug));
    catalog.patterns().iter().flat_map(stranded).collect()
}

#[test]
fn every_diagram_is_connected() {
    let advice = "add the flow that reaches it, or remove the component";
    expect_none(advice, stranded_components(&layra_builtin::catalog()));
}
