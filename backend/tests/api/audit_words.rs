//! Everything that a trail may tell has words.

use podskazka_shared::access::Action;
use podskazka_shared::audit::{ACTIONS, action_words, field_words};
use podskazka_shared::text::Lang;

/// What the policy allows without changing anything, so that no line tells of it; and a note, whose line is `ticket_write`.
const READING: &[&str] = &[
    "guest",
    "signed_in",
    "school_read",
    "people_read",
    "class_read",
    "appointment_read",
    "article_read",
    "phrase_read",
    "callback_read",
    "duty_read",
    "staff_read",
    "schedule_read",
    "ticket_read",
    "ticket_note",
    "feedback_read",
    "report_read",
    "consultation_read",
    "notification_read",
    "deadline_preview",
    // Written and sealed, but shown to no reader of the trail: the one reported may be among them.
    "conduct_file",
    "conduct_read",
    "conduct_decide",
];

/// What happens outside any school, or writes no line. A new reason goes here or gets its words in shared/src/audit/words.rs.
const OUTSIDE: &[&str] = &[
    "calendar_region",
    "article_expiry",
    "audit_tool",
    "backup",
    "callbacks",
    "class_page",
    "client_use",
    "conduct",
    "contacts",
    "feed",
    "files",
    "follow_up",
    "language",
    "letters",
    "live",
    "mail",
    "maintenance",
    "migrate",
    "notices",
    "operator_add",
    "search_rebuild",
    "outbox",
    "password",
    "password_reset",
    "password_reset_sent",
    "person_password",
    "public_page",
    "rating",
    "recovery_code",
    "refresh_reuse",
    "restore",
    "second_step",
    "sessions",
    "sign_in",
    "sign_out",
    "signing_keys",
];

#[test]
fn every_action_of_a_school_has_words() {
    for action in Action::ALL {
        let code = action.code();
        let known = action_words(code, Lang::Ru).is_some();
        assert_ne!(
            known,
            READING.contains(&code),
            "{code}: words in shared/src/audit/words.rs, or a line here"
        );
    }
    let mut codes: Vec<&str> = ACTIONS.iter().map(|(code, ..)| *code).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), ACTIONS.len(), "each once");
}

#[test]
fn every_reason_of_the_system_has_words_or_stays_outside() {
    let mut found = Vec::new();
    for (name, text) in crate::architecture::sources() {
        for part in text.split("System::because(\"").skip(1) {
            let code = part.split('"').next().unwrap();
            assert_ne!(
                action_words(code, Lang::En).is_some(),
                OUTSIDE.contains(&code),
                "{name}: {code}"
            );
            found.push(code.to_owned());
        }
    }
    assert!(found.len() > 10);
}

#[test]
fn every_field_of_a_line_has_words() {
    let mut found = 0;
    for (name, text) in crate::architecture::sources() {
        for part in text.split(".fields(&[").skip(1) {
            let list = part.split(']').next().unwrap();
            for field in list.split('"').skip(1).step_by(2) {
                assert_ne!(field_words(field, Lang::Ru), field, "{name}: {field}");
                found += 1;
            }
        }
    }
    assert!(found > 20, "{found}");
}
