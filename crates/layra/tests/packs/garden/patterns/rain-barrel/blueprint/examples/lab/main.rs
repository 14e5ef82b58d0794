//! A summer with the barrel and without.

fn main() {
    let litres = blueprint_rain_barrel::after(150, 100);
    eprintln!("lab: a summer");
    println!(
        r#"{{"figure":{{"claim":"free-water","measure":"Litres bought","unit":"l","values":[{{"arm":"without","value":1200}},{{"arm":"with","value":{}}}],"expected":"fewer with it","holds":{}}}}}"#,
        1200 - litres,
        std::env::var_os("DROUGHT").is_none()
    );
    for (arm, litres) in [("without", 10), ("with", 2)] {
        println!(
            r#"{{"line":{{"plot":"Bought","x":"week","y":"litres","arm":"{arm}","points":[[0,0],[1,{litres}],[2,{litres}]]}}}}"#
        );
    }
}
