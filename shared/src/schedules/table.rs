//! stub
use super::week::DayHours;
use serde::{Deserialize, Serialize};
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IgnoredText {
    pub from_row: u32,
    pub to_row: u32,
    pub excerpt: String,
}
#[derive(Debug)]
pub struct TableLine {
    pub row: u32,
    pub name: String,
    pub posts: Vec<String>,
    pub hours: Vec<DayHours>,
}
#[derive(Debug)]
pub struct Table {
    pub lines: Vec<TableLine>,
    pub ignored: Vec<IgnoredText>,
}
#[derive(Debug)]
pub struct TableError {
    pub row: Option<u32>,
    pub column: Option<u32>,
    pub found: String,
}
pub fn parse(_text: &str) -> Result<Table, Vec<TableError>> {
    Err(Vec::new())
}
