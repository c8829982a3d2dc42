//! The proxies whose word about a client's address is believed.

use std::net::IpAddr;
use std::str::FromStr;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

/// Addresses and networks: a list in the file, `10.0.0.5, 10.1.0.0/16` in the environment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Vec<String>")]
pub struct Proxies(Vec<IpNet>);

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    List(Vec<String>),
    Line(String),
}

impl Proxies {
    /// Whether the address is one of them.
    pub fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

impl FromStr for Proxies {
    type Err = String;

    fn from_str(line: &str) -> Result<Self, String> {
        let one = |text: &str| {
            text.parse::<IpNet>()
                .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
                .map_err(|_| {
                    format!("{text:?} is no address such as 10.0.0.5 and no network such as 10.1.0.0/16")
                })
        };
        line.split([',', ' '])
            .filter(|text| !text.is_empty())
            .map(one)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl TryFrom<Written> for Proxies {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        match written {
            Written::List(list) => list.join(",").parse(),
            Written::Line(line) => line.parse(),
        }
    }
}

impl From<Proxies> for Vec<String> {
    fn from(proxies: Proxies) -> Self {
        proxies.0.iter().map(ToString::to_string).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_networks_are_read_and_nonsense_is_refused() {
        let proxies: Proxies = "10.0.0.5, 10.1.0.0/16 fd00::/8".parse().unwrap();
        for (address, trusted) in [
            ("10.0.0.5", true),
            ("10.0.0.6", false),
            ("10.1.200.3", true),
            ("10.2.0.1", false),
            ("fd00::1", true),
            ("fe80::1", false),
        ] {
            assert_eq!(proxies.trusts(address.parse().unwrap()), trusted, "{address}");
        }
        for bad in ["10.0.0", "10.0.0.0/33", "proxy.example", "*"] {
            assert!(bad.parse::<Proxies>().is_err(), "{bad}");
        }
        assert_eq!("".parse(), Ok(Proxies::default()));
    }
}
