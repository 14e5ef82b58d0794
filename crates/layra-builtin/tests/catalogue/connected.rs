//! A component that nothing reaches is a mistake in the diagram.

use std::collections::BTreeSet;

use layra_catalog::Pattern;

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

#[test]
fn every_diagram_is_connected() {
    for pattern in layra_builtin::catalog().patterns() {
        assert_eq!(stranded(pattern), Vec::<&str>::new(), "{}", pattern.slug);
    }
}
