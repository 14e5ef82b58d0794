//! What the encoder says is what the program it was trained with says.

use super::*;

/// Texts, each with labels and how likely they are said, as `xtask/encoder/export.py` wrote them.
const GOLDEN: &str = include_str!("golden.tsv");

fn whole(text: &str) -> Vec<Said> {
    read(text, &parts(text.len(), 1))
}

/// So many parts of equal length.
fn parts(length: usize, count: usize) -> Vec<Range<usize>> {
    let part = length / count;
    (0..count).map(|at| part * at..part * (at + 1)).collect()
}

#[test]
fn answers_are_those_of_the_training() {
    let mut far = Vec::new();
    let mut count = 0;
    for line in GOLDEN.lines() {
        let (text, expected) = line.split_once('\t').expect("a text and what it says");
        let said = whole(text);
        for expected in expected.split(' ') {
            let (label, likely) = expected.rsplit_once(':').expect("a label and a number");
            let likely: f32 = likely.parse().expect("a number");
            let place = labels().iter().position(|known| *known == label).expect("a label of the encoder");
            count += 1;
            if (said[place].likely - likely).abs() > 0.03 {
                far.push(format!("{label} {likely} {} in {text}", said[place].likely));
            }
        }
    }
    assert!(count > 50 && far.is_empty(), "of {count} these are far off:\n{}", far.join("\n"));
}

#[test]
fn any_text_is_read() {
    assert!(read("", &[]).iter().all(|said| said.likely == 0.0));
    let long = "We lost another two orders on Friday night. ".repeat(5_000);
    for (text, count) in [("\u{0}", 1), ("日本語のテキスト", 1), ("é", 2), (&long, 5_000)] {
        let parts = parts(text.len(), count);
        for said in read(text, &parts) {
            assert!((0.0..=1.0).contains(&said.likely) && said.parts.len() <= parts.len());
        }
    }
}

#[test]
fn the_same_text_gives_the_same_bits() {
    let text = "Three of us keep the bookings of a ferry line in one database.";
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads start");
        pool.install(|| whole(text))
    };
    assert_eq!(with(1), with(3));
}
