//! What is approved does not change: kept by the database itself, whoever writes into it.
//!
//! Open are: a line that is tied to no card may be tied to one; an erasure takes name, posts and tie of a line, name and post
//! of an act; a published version gets its end, and approved ones go back to drafts.

/// What stands in the place of an erased name: `podskazka_shared::privacy::ERASED_NAME`.
const ERASED: &str = "Удалённый участник";

/// Whether a line changed only as it may in a schedule that is frozen.
fn line_may(text: &str) -> String {
    format!(
        "NEW.id = OLD.id AND NEW.schedule_id = OLD.schedule_id AND NEW.position = OLD.position
         AND NEW.directions{text} = OLD.directions{text}
         AND ((OLD.member_id IS NULL AND NEW.name = OLD.name AND NEW.posts{text} = OLD.posts{text})
           OR (NEW.member_id IS NULL AND NEW.name = '{ERASED}' AND NEW.posts{text} = '[]'))"
    )
}

/// Whether an act lost its name and nothing else.
fn act_may(differs: &str) -> String {
    let columns = [
        "schedule_id",
        "number",
        "act",
        "step_kind",
        "step_title",
        "member_id",
        "at",
        "paper_number",
        "paper_date",
        "paper_appendix",
        "from_date",
    ];
    let same = columns.map(|column| format!("NOT (NEW.{column} {differs} OLD.{column})"));
    format!(
        "NEW.name = '{ERASED}' AND NEW.post = '' AND {}",
        same.join(" AND ")
    )
}

/// Whether a published version got its end and nothing else.
fn range_may(differs: &str) -> String {
    let columns = [
        "id",
        "school_id",
        "year",
        "state",
        "order_number",
        "order_date",
        "order_appendix",
        "from_date",
        "created_at",
        "published_at",
    ];
    let same = columns.map(|column| format!("NOT (NEW.{column} {differs} OLD.{column})"));
    same.join(" AND ")
}

const NO: &str = "an approved schedule does not change";

pub(crate) fn sqlite() -> Vec<String> {
    let frozen = |id: &str| format!("EXISTS (SELECT 1 FROM schedule WHERE id = {id} AND state <> 'draft')");
    let of_line = |id: &str| {
        format!(
            "EXISTS (SELECT 1 FROM schedule_line AS line JOIN schedule ON schedule.id = line.schedule_id
             WHERE line.id = {id} AND schedule.state <> 'draft')"
        )
    };
    let trigger = |name: &str, event: &str, when: &str| {
        format!("CREATE TRIGGER {name} BEFORE {event} WHEN {when} BEGIN SELECT RAISE(ABORT, '{NO}'); END")
    };
    vec![
        trigger(
            "schedule_frozen_delete",
            "DELETE ON schedule",
            "OLD.state <> 'draft'",
        ),
        trigger(
            "schedule_frozen_update",
            "UPDATE ON schedule",
            &format!("OLD.state = 'published' AND NOT ({})", range_may("IS NOT")),
        ),
        // REPLACE deletes without asking the triggers of DELETE.
        trigger("schedule_frozen_replace", "INSERT ON schedule", &frozen("NEW.id")),
        trigger(
            "schedule_line_frozen_insert",
            "INSERT ON schedule_line",
            &format!("{} OR {}", frozen("NEW.schedule_id"), of_line("NEW.id")),
        ),
        trigger(
            "schedule_line_frozen_delete",
            "DELETE ON schedule_line",
            &frozen("OLD.schedule_id"),
        ),
        trigger(
            "schedule_line_frozen_update",
            "UPDATE ON schedule_line",
            &format!(
                "({} AND NOT ({})) OR (NEW.schedule_id <> OLD.schedule_id AND {})",
                frozen("OLD.schedule_id"),
                line_may(""),
                frozen("NEW.schedule_id"),
            ),
        ),
        trigger(
            "schedule_hours_frozen_insert",
            "INSERT ON schedule_hours",
            &of_line("NEW.line_id"),
        ),
        trigger(
            "schedule_hours_frozen_delete",
            "DELETE ON schedule_hours",
            &of_line("OLD.line_id"),
        ),
        trigger(
            "schedule_hours_frozen_update",
            "UPDATE ON schedule_hours",
            &format!("{} OR {}", of_line("OLD.line_id"), of_line("NEW.line_id")),
        ),
        trigger("schedule_act_no_delete", "DELETE ON schedule_act", "TRUE"),
        trigger(
            "schedule_act_no_update",
            "UPDATE ON schedule_act",
            &format!("NOT ({})", act_may("IS NOT")),
        ),
        trigger(
            "schedule_act_no_replace",
            "INSERT ON schedule_act",
            "EXISTS (SELECT 1 FROM schedule_act WHERE schedule_id = NEW.schedule_id AND number = NEW.number)",
        ),
    ]
}

pub(crate) fn postgres() -> Vec<String> {
    let function = |name: &str, body: &str| {
        format!(
            "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN {body} IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
        )
    };
    let refuse = format!("RAISE EXCEPTION '{NO}';");
    let frozen = |id: &str| format!("EXISTS (SELECT 1 FROM schedule WHERE id = {id} AND state <> 'draft')");
    let of_line = |id: &str| {
        format!(
            "EXISTS (SELECT 1 FROM schedule_line AS line JOIN schedule ON schedule.id = line.schedule_id
             WHERE line.id = {id} AND schedule.state <> 'draft')"
        )
    };
    let schedule = format!(
        "IF TG_OP = 'DELETE' THEN IF OLD.state <> 'draft' THEN {refuse} END IF;
         ELSIF OLD.state = 'published' AND NOT ({}) THEN {refuse} END IF;",
        range_may("IS DISTINCT FROM")
    );
    let line = format!(
        "IF TG_OP <> 'INSERT' THEN IF {} THEN
           IF TG_OP = 'UPDATE' THEN IF {} THEN RETURN NEW; END IF; END IF;
           {refuse}
         END IF; END IF;
         IF TG_OP <> 'DELETE' THEN IF {} THEN {refuse} END IF; END IF;",
        frozen("OLD.schedule_id"),
        line_may("::text"),
        frozen("NEW.schedule_id"),
    );
    let hours = format!(
        "IF TG_OP <> 'INSERT' THEN IF {} THEN {refuse} END IF; END IF;
         IF TG_OP <> 'DELETE' THEN IF {} THEN {refuse} END IF; END IF;",
        of_line("OLD.line_id"),
        of_line("NEW.line_id"),
    );
    let act = format!(
        "IF TG_OP = 'UPDATE' THEN IF {} THEN RETURN NEW; END IF; END IF; {refuse}",
        act_may("IS DISTINCT FROM")
    );
    let each = |table: &str, events: &str| {
        format!(
            "CREATE TRIGGER {table}_frozen BEFORE {events} ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_frozen()"
        )
    };
    let whole = |table: &str| {
        format!(
            "CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
             FOR EACH STATEMENT EXECUTE FUNCTION schedule_act_frozen()"
        )
    };
    vec![
        function("schedule_frozen", &schedule),
        function("schedule_line_frozen", &line),
        function("schedule_hours_frozen", &hours),
        function("schedule_act_frozen", &act),
        each("schedule", "UPDATE OR DELETE"),
        each("schedule_line", "INSERT OR UPDATE OR DELETE"),
        each("schedule_hours", "INSERT OR UPDATE OR DELETE"),
        each("schedule_act", "UPDATE OR DELETE"),
        whole("schedule_line"),
        whole("schedule_hours"),
        whole("schedule_act"),
    ]
}

/// What [`postgres`] leaves behind when the tables are gone.
pub(crate) const POSTGRES_FUNCTIONS: [&str; 4] = [
    "DROP FUNCTION schedule_frozen()",
    "DROP FUNCTION schedule_line_frozen()",
    "DROP FUNCTION schedule_hours_frozen()",
    "DROP FUNCTION schedule_act_frozen()",
];
