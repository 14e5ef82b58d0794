//! Fills it.

fn main() {
    println!("{} l", blueprint_rain_barrel::after(0, 30));
}
