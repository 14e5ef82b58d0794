//! What the door wins and costs: how long the hop takes, beside nginx where that is installed; what each concern
//! takes of it; then services behind doors and without, while clients are withdrawn, services move, doors die
//! and files are wrong.

mod claims;
mod concerns;
mod doors;
mod hop;
mod report;

use report::progress;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let door = words.first().is_some_and(|word| word == "door");
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    // A door in a process of its own gets one thread, as nginx gets one worker.
    builder.worker_threads(if door { 1 } else { 2 });
    let runtime = builder.enable_all().build().expect("a runtime");
    match &words[..] {
        [door, routes, keys] if door == "door" => runtime.block_on(doors::in_a_process(routes, keys)),
        _ => runtime.block_on(lab()),
    }
}

async fn lab() {
    progress("the hop: direct, through the gateway, and through nginx if it is installed (10 s)");
    hop::measure().await;
    progress("what each concern costs (3 s)");
    concerns::measure().await;
    progress("checks in one place");
    claims::checks_in_one_place().await;
    progress("a service that moves");
    claims::inside_may_change().await;
    progress("doors that die, files that are wrong, a service that hangs (6 s)");
    claims::all_through_one_door().await;
    claims::one_service_hangs().await;
    progress("answers for the phone, a release by weight, and what the metrics saw");
    claims::shaped_released_and_seen().await;
}
