//! Networks, for rate limits. No address is kept anywhere, nor handed to a limit.

use crate::signature::hmac_sha256;
use crate::time::{DAY, Millis};
use std::net::IpAddr;

/// What a limit counts for an address: a hash of its network, under a key of the day.
/// Only who has the secret could find the address again.
pub fn limit_key(hash_key: &[u8; 32], now: Millis, address: &str) -> String {
    let day = now / DAY;
    let key = hmac_sha256(hash_key, format!("saludo networks {day}").as_bytes());
    hex::encode(hmac_sha256(&key, network_of(address).as_bytes()))
}

/// What counts as one network: an IPv4 address, or the /64 that a provider gives one household.
fn network_of(address: &str) -> String {
    match address.trim().parse() {
        Ok(IpAddr::V4(address)) => address.to_string(),
        Ok(IpAddr::V6(address)) => address.to_ipv4_mapped().map_or_else(
            || {
                let [a, b, c, d, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            },
            |address| address.to_string(),
        ),
        Err(_) => "unknown".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_household_is_one_network() {
        assert_eq!(network_of("203.0.113.7"), "203.0.113.7");
        assert_eq!(network_of("::ffff:203.0.113.7"), "203.0.113.7");
        assert_eq!(network_of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(network_of("2001:db8:1:2::9"), "2001:db8:1:2::/64");
        assert_eq!(network_of("not an address"), "unknown");
    }

    #[test]
    fn a_limit_counts_a_network_by_the_day_and_never_by_its_address() {
        let key = |now, address| limit_key(&[7; 32], now, address);
        let home = key(DAY, "2001:db8:1:2:3:4:5:6");
        assert_eq!(home, key(2 * DAY - 1, "2001:db8:1:2::9"));
        assert_ne!(home, key(2 * DAY, "2001:db8:1:2::9"));
        assert_ne!(home, key(DAY, "203.0.113.7"));
        assert_eq!(home.len(), 64);
    }
}
