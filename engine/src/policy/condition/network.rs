//! Addresses and networks: `192.0.2.0/24`, `2001:db8::/32`. An address by itself is a network of one.

use std::net::IpAddr;

/// A network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Network {
    address: IpAddr,
    /// How many bits of it count.
    length: u8,
}

impl Network {
    /// Reads a network. Bits behind its prefix do not count: AWS's own page has `123.4.5.6/24`.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let length = match length {
            Some(length) if length.bytes().all(|byte| byte.is_ascii_digit()) => length.parse().ok()?,
            Some(_) => return None,
            None => most,
        };
        (length <= most).then_some(Self { address, length })
    }

    /// Whether an address is in it: never one of the other family.
    pub(super) fn contains(self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(ours), IpAddr::V4(theirs)) => {
                is_same(u128::from(ours.to_bits()) << 96, u128::from(theirs.to_bits()) << 96, self.length)
            }
            (IpAddr::V6(ours), IpAddr::V6(theirs)) => is_same(ours.to_bits(), theirs.to_bits(), self.length),
            _ => false,
        }
    }
}

/// Whether the first bits are the same.
fn is_same(ours: u128, theirs: u128, n_bits: u8) -> bool {
    (ours ^ theirs).leading_zeros() >= n_bits.into()
}

#[cfg(test)]
mod tests {
    use super::Network;

    #[test]
    fn a_network_contains_its_addresses() {
        for (network, address, expected) in [
            ("192.0.2.0/24", "192.0.2.255", true),
            ("192.0.2.0/24", "192.0.3.0", false),
            ("192.0.2.5/24", "192.0.2.77", true),
            ("192.0.2.5", "192.0.2.5", true),
            ("192.0.2.5", "192.0.2.4", false),
            ("0.0.0.0/0", "255.255.255.255", true),
            ("0.0.0.0/0", "::1", false),
            ("128.0.0.0/1", "127.255.255.255", false),
            ("2001:db8::/32", "2001:db8:ffff::1", true),
            ("2001:db8::/32", "2001:db9::1", false),
            ("2001:DB8:0:0:0:0:0:1", "2001:db8::1", true),
            ("::/0", "2001:db8::1", true),
            ("::/0", "192.0.2.1", false),
            ("2001:db8::/127", "2001:db8::1", true),
            ("2001:db8::/127", "2001:db8::2", false),
        ] {
            let network = Network::read(network).unwrap();
            assert_eq!(network.contains(address.parse().unwrap()), expected, "{network:?} {address}");
        }
    }

    #[test]
    fn what_is_no_network_is_none() {
        for odd in [
            "",
            "*",
            "10.0.0.0/33",
            "10.0.0.0/",
            "10.0.0.0/+8",
            "10.0.0/8",
            "::/129",
            "10.0.0.0/8/8",
            "10.0.0.256",
        ] {
            assert_eq!(Network::read(odd), None, "{odd}");
        }
    }
}
