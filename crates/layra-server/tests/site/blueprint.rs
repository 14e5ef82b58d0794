//! What a pattern's page says of its blueprint.

use expect_test::expect;

use crate::fixture::get;

#[test]
fn a_page_says_how_to_begin_where_the_parts_are_and_what_was_measured() {
    let page = get("/pattern/letter-box");
    let text = page.text();
    let start = text.find("<section class=\"part blueprint\"").expect("the section");
    let section = &text[start..];
    let section = &section[..section.find("</section>").expect("its end")];
    let (before, plot) = section.split_once("<svg").expect("a plot");
    let (plot, behind) = plot.split_once("</svg>").expect("its end");
    expect![[r##"
        <section class="part blueprint" id="blueprint" aria-labelledby="blueprint_title">
        <h2 id="blueprint_title">Blueprint<a class="anchor" href="#blueprint" aria-label="Link to Blueprint">#</a></h2>
        <p>A box &#38; a boat. <span class="soft">0 lines of code, and tests.</span></p>
        <p>Begin from it: <code>layra new letter-box my-project</code>. Measure what the pattern does: <code>layra lab letter-box</code>.</p>

        <h3>Where its parts are</h3>
        <dl class="pairs">
        <div><dt>Box</dt><dd>src/box.rs, src/lid.rs</dd></div>
        <div><dt>Boat</dt><dd>it belongs to &lt;somebody&gt; else</dd></div>
        </dl>

        <h3>Measured</h3>
        <dl class="cards">
        <div>
        <dt>Letters &#60;under&#62; way</dt>
        <dd>with: <b>1,200</b></dd>
        <dd class="fine"><a href="#loose">loose</a>: expected many &#38; more; <b>it is not so</b></dd>
        </div>
        </dl>

        <figure class="drawing"><div class="scroll" tabindex="0" role="group" aria-label="Plot, scrolls sideways">[plot]
        </div></figure>

        <p class="fine"><a href="#unsure">unsure</a> is not measured: Nobody asks &lt;the sea&gt;.</p>

        <p class="fine">Measured on 2026-03-06, in 1.5 s, on &#60;cpu&#62;, 2 threads, 4 GiB, linux.</p>

    "##]].assert_eq(&format!("{before}[plot]{behind}"));
    assert!(plot.contains("A &lt;plot&gt;") || plot.contains("A &#60;plot&#62;"), "{plot}");
    assert!(text.contains("<li><a href=\"#blueprint\">Blueprint</a></li>"));
    assert!(page.runs_nothing_foreign());
}

#[test]
fn a_pattern_without_one_says_nothing_of_it() {
    assert!(!get("/pattern/night-ferry").text().contains("blueprint"));
}
