//! What a file of people would do to a school: compared with its cards, person by person (P5).

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::imports::{ImportCounts, RowKind};
use super::table::{PeopleTable, PersonRow, RowError, RowErrorKind};
use crate::access::{Capacity, Role, may_enrol};
use crate::classes::ClassName;
use crate::ids::MemberId;

/// A card that has an id of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub id: MemberId,
    pub external_id: String,
    pub name: String,
    pub post: String,
    pub email: String,
    pub phone: String,
    pub roles: Vec<Role>,
    /// Whether an order makes them act for the head, now or on a day to come.
    pub acts: bool,
    /// Of this academic year.
    pub class: Option<ClassName>,
    pub leads: Vec<ClassName>,
    /// Of a parent and of a student: all who are tied, whether the journal knows them or not.
    pub children: Vec<MemberId>,
    pub parents: Vec<MemberId>,
    pub ended: bool,
}

/// A school's cards with ids of the journal, the ties between them, and the classes of the year.
#[derive(Debug, Clone, Default)]
pub struct Cards {
    pub known: Vec<Known>,
    /// External ids of parent and child.
    pub ties: HashSet<(String, String)>,
    pub classes: BTreeSet<ClassName>,
}

/// Who imports.
#[derive(Debug, Clone)]
pub struct Importer {
    pub member: MemberId,
    pub capacities: Vec<Capacity>,
}

impl Importer {
    /// Whether they may take roles from somebody who acts for the head.
    fn heads(&self) -> bool {
        self.capacities.contains(&Capacity::Director)
    }

    /// Whether they may make and end cards with the role.
    pub fn may(&self, role: Role) -> bool {
        self.capacities.iter().any(|capacity| may_enrol(*capacity, role))
    }

    /// The role for which a program leaves roles, classes and ties of a card alone: those who make programs would change
    /// their own rights through it.
    fn barred(&self, old: &Known) -> Option<Role> {
        let program = self.capacities.contains(&Capacity::Client);
        old.roles.iter().copied().find(|role| program && !self.may(*role))
    }
}

/// What becomes of one row. A card is `known` by its index in [`Cards::known`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    pub kind: RowKind,
    pub known: Option<usize>,
    /// What changes, by the names of the card's fields.
    pub fields: BTreeSet<&'static str>,
    /// All roles afterwards.
    pub roles: Vec<Role>,
    /// The class and the led classes afterwards.
    pub class: Option<ClassName>,
    pub leads: Vec<ClassName>,
    /// Who is tied to them no more, and the classes that they lead no more.
    pub lost_ties: Vec<MemberId>,
    pub lost_classes: Vec<ClassName>,
}

impl Planned {
    /// Whether ties or led classes go.
    pub fn loses(&self) -> bool {
        !self.lost_ties.is_empty() || !self.lost_classes.is_empty()
    }
}

/// What a file would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// In the order of the rows.
    pub people: Vec<Planned>,
    /// External ids of parent and child.
    pub tie: BTreeSet<(String, String)>,
    pub untie: BTreeSet<(String, String)>,
    /// Indexes in [`Cards::known`].
    pub missing: Vec<usize>,
    pub new_classes: Vec<ClassName>,
}

impl Plan {
    /// How many rows do what.
    pub fn counts(&self) -> ImportCounts {
        let number = |kind| {
            let all = self.people.iter().filter(|planned| planned.kind == kind);
            u32::try_from(all.count()).unwrap_or(u32::MAX)
        };
        ImportCounts {
            create: number(RowKind::Create),
            change: number(RowKind::Change),
            unchanged: number(RowKind::Unchanged),
            missing: u32::try_from(self.missing.len()).unwrap_or(u32::MAX),
            losing: {
                let all = self.people.iter().filter(|planned| planned.loses());
                u32::try_from(all.count()).unwrap_or(u32::MAX)
            },
        }
    }
}

/// Compares a file with the school's cards. Of `unread` rows only the ids are known: whoever names them may be right.
///
/// A file is about the roles that occur in it: it takes no others, and who has another is not missing in it.
///
/// # Errors
/// Every cell that asks for more than the importer may do, or names somebody who is not there.
pub fn plan(
    table: &PeopleTable,
    unread: &[String],
    cards: &Cards,
    importer: &Importer,
) -> Result<Plan, Vec<RowError>> {
    let by_id: HashMap<&str, usize> = cards
        .known
        .iter()
        .enumerate()
        .map(|(index, known)| (known.external_id.as_str(), index))
        .collect();
    let rows: HashMap<&str, usize> = table
        .rows
        .iter()
        .enumerate()
        .map(|(index, row)| (row.external_id.as_str(), index))
        .collect();
    let about: BTreeSet<Role> = table.rows.iter().flat_map(|row| row.roles.clone()).collect();
    let mut errors = Vec::new();
    let mut plan = Plan::default();
    for row in &table.rows {
        let known = by_id.get(row.external_id.as_str()).copied();
        let old = known.and_then(|index| cards.known.get(index));
        plan.people
            .push(person(row, known, old, (table, &about), importer, &mut errors));
    }
    tie(
        table,
        cards,
        importer,
        &Found {
            by_id,
            rows,
            unread: unread.iter().map(String::as_str).collect(),
        },
        &mut plan,
        &mut errors,
    );
    if !errors.is_empty() {
        errors.sort_by_key(|error| (error.row, error.column));
        return Err(errors);
    }
    let named: HashSet<&str> = table.rows.iter().map(|row| row.external_id.as_str()).collect();
    let missing = |known: &Known| {
        !known.ended
            && !named.contains(known.external_id.as_str())
            && known.id != importer.member
            && !known.roles.is_empty()
            && known
                .roles
                .iter()
                .all(|role| about.contains(role) && importer.may(*role))
            && (!known.acts || importer.may(Role::Director))
    };
    let all = cards.known.iter().enumerate();
    plan.missing = all
        .filter(|(_, known)| missing(known))
        .map(|(index, _)| index)
        .collect();
    let wanted: BTreeSet<&ClassName> = plan
        .people
        .iter()
        .flat_map(|planned| planned.class.iter().chain(&planned.leads))
        .collect();
    plan.new_classes = wanted
        .into_iter()
        .filter(|class| !cards.classes.contains(class))
        .cloned()
        .collect();
    Ok(plan)
}

fn wrong(row: &PersonRow, column: u32, kind: RowErrorKind) -> RowError {
    RowError {
        row: Some(row.row),
        column: (column > 0).then_some(column),
        kind,
    }
}

/// Compares a row with its card.
fn person(
    row: &PersonRow,
    known: Option<usize>,
    old: Option<&Known>,
    (table, about): (&PeopleTable, &BTreeSet<Role>),
    importer: &Importer,
    errors: &mut Vec<RowError>,
) -> Planned {
    let mut roles: BTreeSet<Role> = row.roles.iter().copied().collect();
    let held = |role: &Role| old.is_some_and(|old| !old.ended && old.roles.contains(role));
    for role in &row.roles {
        if !importer.may(*role) && !held(role) {
            let kind = RowErrorKind::RoleNotYours { role: *role };
            errors.push(wrong(row, table.places.roles, kind));
        }
    }
    if let Some(old) = old.filter(|old| !old.ended) {
        // What the importer may not take stays, and what the file is not about.
        let acts = old.acts && !importer.heads();
        let stays = |role: &Role| acts || !importer.may(*role) || !about.contains(role);
        roles.extend(old.roles.iter().copied().filter(stays));
    }
    let roles: Vec<Role> = roles.into_iter().collect();
    let class = match &row.class {
        Some(class) => class.clone(),
        None => old.and_then(|old| old.class.clone()),
    };
    let leads = match &row.leads {
        Some(leads) => leads.clone(),
        None => old.map(|old| old.leads.clone()).unwrap_or_default(),
    };
    let class = class.filter(|_| roles.contains(&Role::Student));
    let leads = if roles.contains(&Role::ClassTeacher) {
        leads
    } else {
        Vec::new()
    };
    let mut fields = BTreeSet::new();
    let (mut lost_ties, mut lost_classes) = (Vec::new(), Vec::new());
    if let Some(old) = old {
        for (role, field, tied) in [
            (Role::Parent, "children", &old.children),
            (Role::Student, "parents", &old.parents),
        ] {
            if !tied.is_empty() && old.roles.contains(&role) && !roles.contains(&role) {
                lost_ties.extend(tied);
                fields.insert(field);
            }
        }
        let lost = old.leads.iter().filter(|class| !leads.contains(class));
        lost_classes.extend(lost.cloned());
        let differs = |new: &Option<String>, old: &str| new.as_deref().is_some_and(|new| new != old);
        let compared = [
            ("name", row.name != old.name),
            ("post", differs(&row.post, &old.post)),
            ("email", differs(&row.email, &old.email)),
            ("phone", differs(&row.phone, &old.phone)),
            ("roles", roles != sorted(&old.roles)),
            ("class", class != old.class),
            ("classes", leads != old.leads),
            ("ended_at", old.ended),
        ];
        fields.extend(
            compared
                .iter()
                .filter(|(_, differs)| *differs)
                .map(|(name, _)| *name),
        );
        let rights = fields.contains("roles") || fields.contains("classes");
        if old.id == importer.member && rights {
            errors.push(wrong(row, table.places.roles, RowErrorKind::Own));
        }
        if let Some(role) = importer.barred(old).filter(|_| rights) {
            errors.push(wrong(
                row,
                table.places.roles,
                RowErrorKind::RoleNotYours { role },
            ));
        }
    }
    let kind = match old {
        None => RowKind::Create,
        Some(_) if fields.is_empty() => RowKind::Unchanged,
        Some(_) => RowKind::Change,
    };
    Planned {
        kind,
        known,
        fields,
        roles,
        class,
        leads,
        lost_ties,
        lost_classes,
    }
}

fn sorted(roles: &[Role]) -> Vec<Role> {
    let mut roles = roles.to_vec();
    roles.sort_unstable();
    roles
}

/// Where an external id is found.
struct Found<'a> {
    by_id: HashMap<&'a str, usize>,
    rows: HashMap<&'a str, usize>,
    unread: HashSet<&'a str>,
}

impl Found<'_> {
    /// The roles that somebody will have; none when there is nobody.
    fn roles<'p>(&self, id: &str, plan: &'p Plan, cards: &'p Cards) -> Option<&'p [Role]> {
        match self.rows.get(id) {
            Some(index) => plan.people.get(*index).map(|planned| planned.roles.as_slice()),
            None => {
                let known = cards.known.get(*self.by_id.get(id)?)?;
                (!known.ended).then_some(known.roles.as_slice())
            }
        }
    }
}

/// Compares the ties that the file tells with those that are there.
fn tie(
    table: &PeopleTable,
    cards: &Cards,
    importer: &Importer,
    found: &Found<'_>,
    plan: &mut Plan,
    errors: &mut Vec<RowError>,
) {
    if !table.ties {
        return;
    }
    let own: HashSet<&str> = cards
        .known
        .iter()
        .filter(|known| known.id == importer.member || importer.barred(known).is_some())
        .map(|known| known.external_id.as_str())
        .collect();
    let mut wanted = BTreeSet::new();
    for row in &table.rows {
        let children = row
            .children
            .iter()
            .map(|id| (id, Role::Student, table.places.children));
        let parents = row
            .parents
            .iter()
            .map(|id| (id, Role::Parent, table.places.parents));
        for (id, role, column) in children.chain(parents) {
            if found.unread.contains(id.as_str()) {
                continue;
            }
            let kind = match found.roles(id, plan, cards) {
                None => Some(RowErrorKind::UnknownId { id: id.clone() }),
                Some(roles) if !roles.contains(&role) || *id == row.external_id => {
                    Some(RowErrorKind::WrongTie { id: id.clone() })
                }
                Some(_) => None,
            };
            if let Some(kind) = kind {
                errors.push(wrong(row, column, kind));
                continue;
            }
            let pair = if role == Role::Student {
                (row.external_id.clone(), id.clone())
            } else {
                (id.clone(), row.external_id.clone())
            };
            if own.contains(pair.0.as_str()) && !cards.ties.contains(&pair) {
                errors.push(wrong(row, column, RowErrorKind::Own));
            }
            wanted.insert(pair);
        }
    }
    // A file that names somebody as a teacher alone says nothing of their children.
    let named = |id: &str, role| {
        let row = found.rows.get(id).and_then(|index| table.rows.get(*index));
        row.is_some_and(|row| row.roles.contains(&role))
    };
    let both_named =
        |(parent, child): &&(String, String)| named(parent, Role::Parent) && named(child, Role::Student);
    plan.untie = cards
        .ties
        .iter()
        .filter(both_named)
        .filter(|pair| !wanted.contains(*pair))
        .cloned()
        .collect();
    plan.tie = wanted
        .into_iter()
        .filter(|pair| !cards.ties.contains(pair))
        .collect();
    let mut touched: BTreeMap<usize, BTreeSet<&'static str>> = BTreeMap::new();
    for (parent, child) in plan.tie.iter().chain(&plan.untie) {
        for (id, field) in [(parent, "children"), (child, "parents")] {
            if let Some(index) = found.rows.get(id.as_str()) {
                touched.entry(*index).or_default().insert(field);
            }
        }
    }
    for (index, fields) in touched {
        if let Some(planned) = plan.people.get_mut(index)
            && planned.kind != RowKind::Create
        {
            planned.kind = RowKind::Change;
            planned.fields.extend(fields);
        }
    }
    for (parent, child) in &plan.untie {
        let card = |id: &String| Some(cards.known.get(*found.by_id.get(id.as_str())?)?.id);
        for (of, other) in [(parent, child), (child, parent)] {
            let planned = found.rows.get(of.as_str());
            if let Some(planned) = planned.and_then(|index| plan.people.get_mut(*index)) {
                planned.lost_ties.extend(card(other));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::read;
    use super::*;

    fn parse(text: &str) -> PeopleTable {
        let read = read(text).unwrap();
        assert_eq!(read.errors, []);
        read.table
    }

    fn plan(table: &PeopleTable, cards: &Cards, importer: &Importer) -> Result<Plan, Vec<RowError>> {
        super::plan(table, &[], cards, importer)
    }

    fn id(number: u128) -> MemberId {
        MemberId(uuid::Uuid::from_u128(number))
    }

    fn known(number: u128, roles: &[Role]) -> Known {
        Known {
            id: id(number),
            external_id: format!("k{number}"),
            name: format!("Имя {number}"),
            post: String::new(),
            email: String::new(),
            phone: String::new(),
            roles: roles.to_vec(),
            acts: false,
            class: None,
            leads: Vec::new(),
            children: Vec::new(),
            parents: Vec::new(),
            ended: false,
        }
    }

    fn by(capacity: Capacity) -> Importer {
        Importer {
            member: id(99),
            capacities: vec![capacity],
        }
    }

    fn cards(known: Vec<Known>) -> Cards {
        Cards {
            known,
            ..Cards::default()
        }
    }

    #[test]
    fn what_is_the_same_is_unchanged_and_what_differs_is_named() {
        let cards = cards(vec![
            known(1, &[Role::Student]),
            known(2, &[Role::Parent]),
            known(3, &[Role::Teacher]),
        ]);
        let table = parse("ID;ФИО;Роль;Класс\nk1;Имя 1;ученик;7А\nk2;Имя 2;родитель;\nk9;Новый;ученик;7А\n");
        let plan = plan(&table, &cards, &by(Capacity::Secretary)).unwrap();
        let kinds: Vec<RowKind> = plan.people.iter().map(|planned| planned.kind).collect();
        assert_eq!(kinds, [RowKind::Change, RowKind::Unchanged, RowKind::Create]);
        assert_eq!(plan.people[0].fields, BTreeSet::from(["class"]));
        assert_eq!(plan.new_classes.len(), 1);
        assert!(plan.missing.is_empty(), "the file is not about teachers");
    }

    #[test]
    fn who_is_not_in_the_file_is_missing_unless_out_of_the_importers_reach() {
        let cards = cards(vec![
            known(1, &[Role::Student]),
            known(2, &[Role::Teacher, Role::DeputyHead]),
            known(3, &[Role::Teacher]),
            known(6, &[Role::Teacher, Role::Parent]),
            Known {
                ended: true,
                ..known(4, &[Role::Student])
            },
        ]);
        let mut cards = cards;
        cards.known.push(Known {
            acts: true,
            ..known(5, &[Role::Teacher])
        });
        let missing = |roles: &str, capacity| {
            let table = parse(&format!("ID;ФИО;Роль\na;А;ученик\nb;Б;{roles}\n"));
            plan(&table, &cards, &by(capacity)).unwrap().missing
        };
        assert_eq!(missing("учитель", Capacity::Secretary), [0, 2]);
        assert_eq!(
            missing("учитель", Capacity::Director),
            [0, 2],
            "the file is about no deputies"
        );
        assert_eq!(missing("учитель, завуч", Capacity::Director), [0, 1, 2]);
        assert_eq!(missing("учитель, родитель", Capacity::Secretary), [0, 2, 3]);
        assert_eq!(
            missing("родитель", Capacity::Secretary),
            [0],
            "who teaches too is not missing"
        );
    }

    #[test]
    fn a_file_gives_no_role_that_its_importer_may_not_give_and_takes_none() {
        let cards = cards(vec![
            known(1, &[Role::DeputyHead, Role::Teacher]),
            known(2, &[Role::Teacher]),
        ]);
        let table = parse("ID;ФИО;Роль\nk1;Имя 1;сотрудник\nk2;Имя 2;завуч\nk3;Новый;директор\n");
        let codes = |capacity| {
            let errors = plan(&table, &cards, &by(capacity)).unwrap_err();
            errors
                .into_iter()
                .map(|e| (e.row, e.kind.code()))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            codes(Capacity::JournalAdmin),
            [(Some(3), "role_not_yours"), (Some(4), "role_not_yours")]
        );
        assert_eq!(codes(Capacity::Director), [(Some(4), "role_not_yours")]);
        let table = parse("ID;ФИО;Роль\nk1;Имя 1;сотрудник\n");
        let plan = plan(&table, &cards, &by(Capacity::JournalAdmin)).unwrap();
        assert_eq!(
            plan.people[0].roles,
            [Role::DeputyHead, Role::Teacher, Role::Staff]
        );
    }

    #[test]
    fn a_file_takes_only_roles_that_occur_in_it_and_tells_what_goes_with_them() {
        let seventh: ClassName = "7А".parse().unwrap();
        let mut cards = cards(vec![
            Known {
                leads: vec![seventh.clone()],
                children: vec![id(2), id(50)],
                ..known(1, &[Role::Teacher, Role::ClassTeacher, Role::Parent])
            },
            Known {
                parents: vec![id(1)],
                ..known(2, &[Role::Student])
            },
        ]);
        cards.ties.insert(("k1".into(), "k2".into()));
        let all = [Role::Teacher, Role::ClassTeacher, Role::Parent];
        let staff: &[&str] = &["children", "roles"];
        for (rows, roles, fields, ties, classes) in [
            // Staff alone.
            ("k1;Имя 1;учитель\n", &all[..], &[][..], 0, 0),
            // Some of the staff lead classes; this one does no more.
            (
                "k1;Имя 1;учитель\nx;Х;классный руководитель\n",
                &[Role::Teacher, Role::Parent],
                &["classes", "roles"],
                0,
                1,
            ),
            // Staff and parents: they are no parent any more.
            (
                "k1;Имя 1;учитель\nx;Х;родитель\n",
                &[Role::Teacher, Role::ClassTeacher],
                staff,
                2,
                0,
            ),
            // Parents and students: they are a teacher still.
            ("k1;Имя 1;родитель\nk2;Имя 2;ученик\n", &all, &[], 0, 0),
        ] {
            let plan = plan(
                &parse(&format!("ID;ФИО;Роль\n{rows}")),
                &cards,
                &by(Capacity::Secretary),
            );
            let plan = plan.unwrap();
            let one = &plan.people[0];
            assert_eq!(one.roles, roles, "{rows}");
            assert!(one.fields.iter().eq(fields), "{rows} {:?}", one.fields);
            assert_eq!(
                (one.lost_ties.len(), one.lost_classes.len()),
                (ties, classes),
                "{rows}"
            );
            assert_eq!(plan.counts().losing, u32::from(ties + classes > 0));
        }
        // A column of ties says nothing of who is named as a teacher alone.
        let table = parse("ID;ФИО;Роль;Родители\nk1;Имя 1;учитель;\nk2;Имя 2;ученик;\n");
        let plan = plan(&table, &cards, &by(Capacity::Secretary)).unwrap();
        assert!(plan.untie.is_empty() && !plan.people[0].loses());
    }

    #[test]
    fn who_acts_for_the_head_loses_roles_by_the_heads_own_file_alone() {
        let acts = Known {
            acts: true,
            ..known(1, &[Role::Teacher])
        };
        let cards = cards(vec![acts]);
        let table = parse("ID;ФИО;Роль\nk1;Имя 1;родитель\nx;Х;учитель\n");
        let roles = |capacity| {
            let plan = plan(&table, &cards, &by(capacity)).unwrap();
            plan.people[0].roles.clone()
        };
        assert_eq!(roles(Capacity::JournalAdmin), [Role::Teacher, Role::Parent]);
        assert_eq!(roles(Capacity::Director), [Role::Parent]);
    }

    #[test]
    fn who_names_a_row_that_could_not_be_read_may_be_right() {
        let table = parse("ID;ФИО;Роль;Родители\ns1;Первый;ученик;p1 p2\n");
        let errors = super::plan(
            &table,
            &["p1".to_owned()],
            &Cards::default(),
            &by(Capacity::Secretary),
        );
        let errors = errors.unwrap_err();
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].kind, RowErrorKind::UnknownId { id: "p2".into() });
    }

    #[test]
    fn nobody_changes_their_own_roles_or_children_by_a_file() {
        let mut cards = cards(vec![
            known(99, &[Role::Secretary, Role::Parent]),
            known(1, &[Role::Student]),
        ]);
        let codes = |text: &str, cards: &Cards| match plan(&parse(text), cards, &by(Capacity::Secretary)) {
            Ok(_) => Vec::new(),
            Err(errors) => errors.into_iter().map(|e| e.kind.code()).collect(),
        };
        assert_eq!(codes("ID;ФИО;Роль\nk99;Я;учитель, родитель\n", &cards), ["own"]);
        let tie = "ID;ФИО;Роль;Родители\nk1;Имя 1;ученик;k99\n";
        assert_eq!(codes(tie, &cards), ["own"]);
        cards.ties.insert(("k99".into(), "k1".into()));
        assert!(codes(tie, &cards).is_empty(), "what is there stays");
    }

    #[test]
    fn ties_between_those_whom_the_file_names_are_as_the_file_says() {
        let mut cards = cards(vec![
            known(1, &[Role::Student]),
            known(2, &[Role::Parent]),
            known(3, &[Role::Parent]),
        ]);
        cards.ties.insert(("k2".into(), "k1".into()));
        let about = |text: &str| plan(&parse(text), &cards, &by(Capacity::Director));
        let alone = about("ID;ФИО;Роль;Родители\nk1;Имя 1;ученик;k3\n").unwrap();
        assert_eq!((alone.tie.len(), alone.untie.len()), (1, 0), "k2 is not named");
        let both = about("ID;ФИО;Роль;Дети\nk1;Имя 1;ученик;\nk2;Имя 2;родитель;\n").unwrap();
        assert_eq!((both.tie.len(), both.untie.len()), (0, 1));
        assert_eq!(both.people[0].fields, BTreeSet::from(["parents"]));
        assert_eq!(
            (&both.people[0].lost_ties, &both.people[1].lost_ties),
            (&vec![id(2)], &vec![id(1)])
        );
        let errors = about("ID;ФИО;Роль;Родители\nk1;Имя 1;ученик;k1 k7\n").unwrap_err();
        let codes: Vec<_> = errors.iter().map(|e| (e.column, e.kind.code())).collect();
        assert_eq!(codes, [(Some(4), "wrong_tie"), (Some(4), "unknown_id")]);
    }
}
