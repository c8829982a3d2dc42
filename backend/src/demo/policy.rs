//! Within which time the demonstration school answers: of one topic it promises it.

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::PolicyPublish;
use podskazka_shared::calendar::Target;
use podskazka_shared::deadlines::policy::{DeadlinePolicy, PolicyRule};
use podskazka_shared::tickets::{RequesterGroup, Topic};

use super::WHY;
use crate::access::{Permit, SchoolCard};
use crate::problem::Result;
use crate::store::{self, Store};

pub(super) async fn make(store: &Store, school: &SchoolCard, at: DateTime<Utc>) -> Result<()> {
    let permit: Permit<PolicyPublish> = Permit::system(WHY, school.id);
    let promised = PolicyRule {
        group: Some(RequesterGroup::Staff),
        topic: Some(Topic::LessonPlanning),
        channel: None,
        considered: Target::Calendar { minutes: 24 * 60 },
        answered: Some(Target::Working { minutes: 16 * 60 }),
    };
    let policy = DeadlinePolicy {
        rules: vec![promised],
        ..DeadlinePolicy::default()
    };
    store
        .write(async |tx| {
            if store::policies::current(tx, &permit).await?.version == 0 {
                store::policies::publish(tx, &permit, &policy, 0, at).await?;
            }
            Ok(())
        })
        .await
}
