//! A barrel.

/// Litres after a shower into a barrel of 200.
pub fn after(litres: u32, shower: u32) -> u32 {
    (litres + shower).min(200)
}
