//! Settings: defaults, then a TOML file, then the environment with `PODSKAZKA_`.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Serialize};

/// The settings of one server process. Every key can stand in the file and, as `PODSKAZKA_KEY`, in the environment.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// `sqlite://…`, `postgres://…`; by default SQLite in the data folder.
    pub database_url: Option<String>,
    /// The address to serve on.
    pub listen: SocketAddr,
    /// Where database, keys and files stand.
    pub data_dir: PathBuf,
    /// The address under which people reach the server: links and the check of origins are built from it.
    pub public_url: Option<String>,
    /// Lets demonstration accounts in from anywhere. For nothing but a public demonstration.
    pub allow_demo_anywhere: bool,
    /// How many connections to PostgreSQL, or readers of SQLite, one process keeps.
    pub database_connections: u32,
    /// How e-mail leaves: `smtp://user:password@host:port`, `smtps://…`; without it no mail is sent.
    pub smtp_url: Option<String>,
    /// The address that mail comes from.
    pub mail_from: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            database_url: None,
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            data_dir: PathBuf::from("./data"),
            public_url: None,
            allow_demo_anywhere: false,
            database_connections: 8,
            smtp_url: None,
            mail_from: "Подсказка <podskazka@localhost>".to_owned(),
        }
    }
}

impl Config {
    /// Reads the settings: `file`, else `PODSKAZKA_CONFIG`, else `podskazka.toml` here if there is one.
    ///
    /// # Errors
    /// One line for people: an unknown key, a bad value, a file that cannot be read.
    pub fn load(file: Option<&Path>) -> Result<Self, String> {
        let named = file
            .map(Path::to_owned)
            .or_else(|| std::env::var_os("PODSKAZKA_CONFIG").map(PathBuf::from));
        if let Some(path) = &named
            && !path.is_file()
        {
            return Err(format!("settings: {} is not there", path.display()));
        }
        let path = named.unwrap_or_else(|| PathBuf::from("podskazka.toml"));
        let environment = Env::prefixed("PODSKAZKA_")
            .ignore(&["config", "log"])
            .filter(|key| !key.starts_with("test_"));
        let mut settings = Figment::from(Serialized::defaults(Self::default()));
        if path.is_file() {
            settings = settings.merge(Toml::file_exact(path));
        }
        let config: Self = settings
            .merge(environment)
            .extract()
            .map_err(|error| format!("settings: {}", error.to_string().replace('\n', " ")))?;
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<(), String> {
        if let Some(url) = &self.public_url {
            let rest = url
                .strip_prefix("http://")
                .or_else(|| url.strip_prefix("https://"));
            if rest.is_none_or(|rest| rest.is_empty() || rest.contains('/')) {
                return Err(format!(
                    "settings: public_url must look like https://help.example.org, not {url:?}"
                ));
            }
        }
        if !(1..=100).contains(&self.database_connections) {
            return Err("settings: database_connections must be from 1 to 100".to_owned());
        }
        Ok(())
    }

    /// Where the database is.
    pub fn database(&self) -> String {
        let file = || {
            format!(
                "sqlite://{}?mode=rwc",
                self.data_dir.join("podskazka.db").display()
            )
        };
        self.database_url.clone().unwrap_or_else(file)
    }

    /// The address for links, without a slash at the end.
    pub fn origin(&self) -> String {
        self.public_url
            .clone()
            .unwrap_or_else(|| format!("http://{}", self.listen))
    }
}
