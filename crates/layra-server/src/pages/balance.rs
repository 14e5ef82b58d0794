//! What patterns win and pay in each quality, as bars.
//!
//! Trade-offs are added up by their weight: 3 for high, 2 for medium, 1 for low. Bars to the right are won,
//! those to the left are paid. The numbers stand beside them for whoever does not see them.

use layra_catalog::compare::QualityTradeOffs;

/// Length of the longest bar, and height of a bar, in units of the picture.
const LENGTH: u32 = 50;
const HEIGHT: u32 = 8;

/// One quality, with a bar for each pattern.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) quality: String,
    pub(super) bars: Vec<Bar>,
}

/// What one pattern wins and pays.
#[derive(Debug)]
pub(super) struct Bar {
    pub(super) wins: u32,
    pub(super) costs: u32,
    /// The bar as an `<svg>` element.
    pub(super) svg: String,
}

/// A row for each quality of `groups`; trade-offs without one are left out.
pub(super) fn rows(groups: &[QualityTradeOffs]) -> Vec<Row> {
    let groups: Vec<(&str, Vec<(u32, u32)>)> = groups
        .iter()
        .filter_map(|group| {
            let points = group.sides.iter().map(layra_catalog::compare::Side::points).collect();
            Some((group.quality.as_ref()?.name.as_str(), points))
        })
        .collect();
    let most = groups.iter().flat_map(|(_, points)| points).map(|&(wins, costs)| wins.max(costs)).max().unwrap_or(1);
    let bar = |&(wins, costs): &(u32, u32)| Bar { wins, costs, svg: draw(wins, costs, most) };
    groups
        .into_iter()
        .map(|(quality, points)| Row { quality: quality.to_owned(), bars: points.iter().map(bar).collect() })
        .collect()
}

fn draw(wins: u32, costs: u32, most: u32) -> String {
    let length = |points: u32| points * LENGTH / most.max(1);
    let (won, paid) = (length(wins), length(costs));
    format!(
        "<svg class=\"balance\" viewBox=\"-{LENGTH} 0 {} {HEIGHT}\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\
         <rect class=\"paid\" x=\"-{paid}\" width=\"{paid}\" height=\"{HEIGHT}\"/>\
         <rect class=\"won\" width=\"{won}\" height=\"{HEIGHT}\"/></svg>",
        2 * LENGTH,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_bar_fills_its_side() {
        assert!(draw(6, 0, 6).contains("class=\"won\" width=\"50\""));
        assert!(draw(1, 3, 6).contains("class=\"paid\" x=\"-25\" width=\"25\""));
        assert!(draw(0, 0, 0).contains("class=\"won\" width=\"0\""));
    }
}
