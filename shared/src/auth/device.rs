//! Which device a sign-in came from, in words that its owner recognises.

use serde::{Deserialize, Serialize};

use crate::text::Lang;

/// A browser and its system, as the browser calls itself. Codes such as `firefox` and `android`; empty when unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Device {
    #[cfg_attr(feature = "openapi", schema(example = "yandex"))]
    pub browser: String,
    #[cfg_attr(feature = "openapi", schema(example = "android"))]
    pub system: String,
}

/// The mark in a `User-Agent`, the code, the name. The first that fits counts: each browser also calls itself by older names.
const BROWSERS: &[(&str, &str, &str)] = &[
    ("YaBrowser", "yandex", "Яндекс Браузер"),
    ("EdgA", "edge", "Edge"),
    ("EdgiOS", "edge", "Edge"),
    ("Edg/", "edge", "Edge"),
    ("OPR/", "opera", "Opera"),
    ("SamsungBrowser", "samsung", "Samsung Internet"),
    ("MiuiBrowser", "miui", "Mi Browser"),
    ("FxiOS", "firefox", "Firefox"),
    ("Firefox", "firefox", "Firefox"),
    ("CriOS", "chrome", "Chrome"),
    ("Chrome", "chrome", "Chrome"),
    ("Safari", "safari", "Safari"),
];

const SYSTEMS: &[(&str, &str, &str)] = &[
    ("iPhone", "iphone", "iPhone"),
    ("iPad", "ipad", "iPad"),
    ("Android", "android", "Android"),
    ("Windows", "windows", "Windows"),
    ("CrOS", "chromeos", "ChromeOS"),
    ("Macintosh", "mac", "Mac"),
    ("Linux", "linux", "Linux"),
];

fn code(table: &[(&str, &'static str, &str)], text: &str) -> String {
    let found = table.iter().find(|(mark, ..)| text.contains(mark));
    found.map_or_else(String::new, |(_, code, _)| (*code).to_owned())
}

fn label(table: &[(&str, &str, &'static str)], of: &str) -> Option<&'static str> {
    table
        .iter()
        .find(|(_, code, _)| *code == of)
        .map(|(_, _, label)| *label)
}

impl Device {
    /// What a `User-Agent` header tells.
    pub fn of_user_agent(header: &str) -> Self {
        Self {
            browser: code(BROWSERS, header),
            system: code(SYSTEMS, header),
        }
    }

    /// `Firefox, Android`, or that it is not known.
    pub fn label(&self, lang: Lang) -> String {
        match (label(BROWSERS, &self.browser), label(SYSTEMS, &self.system)) {
            (Some(browser), Some(system)) => format!("{browser}, {system}"),
            (Some(one), None) | (None, Some(one)) => one.to_owned(),
            (None, None) => lang
                .pick("неизвестное устройство", "an unknown device")
                .to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_told_in_two_words() {
        for (header, label) in [
            (
                "Mozilla/5.0 (Linux; arm_64; Android 13; M2101K6G) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 YaBrowser/24.1.0.0 Mobile Safari/537.36",
                "Яндекс Браузер, Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.2 Mobile/15E148 Safari/604.1",
                "Safari, iPhone",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:122.0) Gecko/20100101 Firefox/122.0",
                "Firefox, Windows",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0",
                "Edge, Windows",
            ),
            ("curl/8.5.0", "неизвестное устройство"),
            ("", "неизвестное устройство"),
        ] {
            assert_eq!(Device::of_user_agent(header).label(Lang::Ru), label, "{header}");
        }
    }
}
