//! Tables: columns as wide as their cells, narrowed until they fit.

use super::page::Page;
use super::text::Text;

/// Blanks between columns.
pub(crate) const GAP: usize = 2;
/// No column is narrowed below this.
const LEAST: usize = 8;

/// Writes `rows` to `page`, `indent` columns in; the last columns of short rows stay empty.
pub(crate) fn write(page: &mut Page, indent: usize, rows: &[Vec<Text>]) {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let natural = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(Text::width).max().unwrap_or(0);
    let mut widths: Vec<usize> = (0..columns).map(natural).collect();
    let room = page.width().saturating_sub(indent + GAP * columns.saturating_sub(1));
    narrow(&mut widths, room);
    for row in rows {
        let cell = |(text, &width): (&Text, &usize)| {
            let mut cell = Page::new(width);
            text.wrap(width).into_iter().for_each(|line| cell.line(line));
            cell
        };
        let mut line = Page::new(page.width());
        line.beside(GAP, row.iter().zip(&widths).map(cell).collect());
        page.append(indent, line);
    }
}

/// Cuts the widest columns down to a common width with which all fit in `room`, but none below
/// [`LEAST`].
fn narrow(widths: &mut [usize], room: usize) {
    let fits = |most: usize| widths.iter().map(|&width| width.min(most)).sum::<usize>() <= room;
    if fits(usize::MAX) {
        return;
    }
    let (mut fitting, mut excessive) = (LEAST, room + 1);
    while fitting + 1 < excessive {
        let middle = fitting.midpoint(excessive);
        if fits(middle) { fitting = middle } else { excessive = middle }
    }
    for width in widths {
        *width = (*width).min(fitting);
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn the_widest_column_gives_way() {
        let mut page = Page::new(24);
        page.line("below:".into());
        let row = |cells: [&str; 2]| cells.map(Text::from).to_vec();
        write(&mut page, 2, &[row(["id", "what it means to us"]), row(["another", "short"])]);
        expect![[r#"
            below:
              id       what it means
                       to us
              another  short
        "#]]
        .assert_eq(&page.finish());
    }
}
