//! The trail.

use super::world::{Trial, World};

//                                guest else  dir dep adm sys sec  h+ h-  tea c+ c- stf  p+ p-  s+ s-  ven
pub const TABLE: &str = "
    audit_list                    1 4   + 3 + 3 3   3 3   3 3 3 3   3 3   3 3   3
    audit_export                  1 4   + 3 + 3 3   3 3   3 3 3 3   3 3   3 3   3
";

pub async fn trial(world: &World, operation: &str) -> Option<Trial> {
    Some(match operation {
        "audit_list" => Trial::get(world.at("/audit?limit=100")),
        "audit_export" => Trial::get(world.at("/audit/export")),
        _ => return None,
    })
}
