//! The operations as the API describes itself: what is generated from them covers a new operation by itself.

use std::sync::LazyLock;

use serde_json::Value;

/// The header that guards an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    Nothing,
    Key,
    Version,
}

#[derive(Debug, Clone)]
pub struct Operation {
    pub id: String,
    /// In capitals.
    pub method: String,
    pub path: String,
    pub action: String,
    pub guard: Guard,
    /// The example of the JSON body; none without one.
    pub example: Option<Value>,
    /// The example of a body that is a form, as OAuth wants it.
    pub form: Option<Value>,
    /// Whether the body is a file as it is.
    pub raw: bool,
    /// Whether the answer does not end by itself.
    pub live: bool,
    /// As it stands in the description.
    pub json: Value,
}

impl Operation {
    /// Every operation of the API.
    pub fn all() -> Vec<Self> {
        Self::known().to_vec()
    }

    /// The same, read once.
    pub fn known() -> &'static [Self] {
        static KNOWN: LazyLock<Vec<Operation>> = LazyLock::new(Operation::read_all);
        &KNOWN
    }

    fn read_all() -> Vec<Self> {
        let description: Value = serde_json::from_str(&podskazka::openapi::text()).unwrap();
        let mut all = Vec::new();
        for (path, item) in description["paths"].as_object().unwrap() {
            for (method, json) in item.as_object().unwrap() {
                if matches!(method.as_str(), "get" | "post" | "put" | "patch" | "delete") {
                    all.push(Self::read(path, method, json));
                }
            }
        }
        assert!(all.len() > 20, "the description lists its operations");
        all
    }

    fn read(path: &str, method: &str, json: &Value) -> Self {
        let header = |name: &str| {
            json["parameters"]
                .as_array()
                .is_some_and(|all| all.iter().any(|one| one["in"] == "header" && one["name"] == name))
        };
        let guard = match (header("Idempotency-Key"), header("If-Match")) {
            (true, _) => Guard::Key,
            (false, true) => Guard::Version,
            (false, false) => Guard::Nothing,
        };
        let body = |kind: &str| {
            let example = &json["requestBody"]["content"][kind]["example"];
            (!example.is_null()).then(|| example.clone())
        };
        Self {
            id: json["operationId"].as_str().unwrap().to_owned(),
            method: method.to_ascii_uppercase(),
            path: path.to_owned(),
            action: json["x-action"].as_str().unwrap().to_owned(),
            guard,
            example: body("application/json"),
            form: body("application/x-www-form-urlencoded"),
            raw: !json["requestBody"]["content"]["application/octet-stream"].is_null(),
            live: !json["responses"]["200"]["content"]["text/event-stream"].is_null(),
            json: json.clone(),
        }
    }

    pub fn is_guest(&self) -> bool {
        self.action == "guest"
    }

    pub fn is_unsafe(&self) -> bool {
        self.method != "GET"
    }

    pub fn has(&self, parameter: &str) -> bool {
        self.path.contains(&format!("{{{parameter}}}"))
    }

    /// The names in the path.
    pub fn parameters(&self) -> Vec<String> {
        let names = self.path.split('{').skip(1);
        names
            .map(|rest| rest.split('}').next().unwrap().to_owned())
            .collect()
    }

    /// The address with its values filled in.
    pub fn address(&self, value: impl Fn(&str) -> String) -> String {
        let mut address = self.path.clone();
        for name in self.parameters() {
            address = address.replace(&format!("{{{name}}}"), &value(&name));
        }
        address
    }
}
