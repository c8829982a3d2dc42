//! What tells that a text speaks of a person: the name and the contacts of their card, but for what fits somebody else too.

use std::collections::HashSet;

use podskazka_shared::auth::name::NameKind;
use podskazka_shared::people::small_name;
use podskazka_shared::privacy::mentions::{self, Mention};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Func, LikeExpr, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::super::entities::{member, school, sign_in_name};
use super::super::{Tx, private::Connection};
use crate::problem::Result;

/// What to search for.
#[derive(Debug, Default)]
pub(super) struct Quotes {
    all: Vec<Mention>,
    /// Patterns of LIKE: at least one of them fits every text that speaks of the person.
    likes: Vec<String>,
}

impl Quotes {
    /// Those of a card. Whatever the person chose alone (a login name, an address that was never confirmed) is not among
    /// them: it could be any word. Nor is what the school calls its own, nor what would speak of another card as well.
    pub(super) async fn of(tx: &Tx, card: &member::Model) -> Result<Self> {
        let mut all = Mention::of_name(&card.name);
        let names = match card.person_id {
            Some(person) => confirmed(tx, sign_in_name::Column::PersonId.eq(person).into()).await?,
            None => Vec::new(),
        };
        for contact in [&card.email, &card.phone].into_iter().chain(&names) {
            all.extend(Mention::of_contacts(contact));
        }
        let all: HashSet<Mention> = all.into_iter().collect();
        let own = Self::new(all, &card.name);
        let foreign = own.foreign(tx, card).await?;
        let all = own.all.into_iter().filter(|one| !foreign.contains(one));
        Ok(Self::new(all.collect(), &card.name))
    }

    fn new(all: HashSet<Mention>, name: &str) -> Self {
        let mut all: Vec<Mention> = all.into_iter().collect();
        all.sort();
        let likes = likes(&all, name);
        Self { all, likes }
    }

    /// Which of them fit somebody else who is not erased, or the school itself.
    async fn foreign(&self, tx: &Tx, card: &member::Model) -> Result<HashSet<Mention>> {
        use member::Column as M;
        let others = || {
            Condition::all()
                .add(M::SchoolId.eq(card.school_id))
                .add(M::ErasedAt.is_null())
                .add(M::Id.ne(card.id))
        };
        // What a card is searched by is folded like the words of a name.
        let mut called = Condition::any().add(Expr::val(false));
        for word in anchors(&self.all) {
            called =
                called.add(M::SearchName.like(LikeExpr::new(format!("%{}%", folded(word))).escape('\\')));
        }
        let rows: Vec<(String, String, String)> = member::Entity::find()
            .select_only()
            .columns([M::Name, M::Email, M::Phone])
            .filter(others())
            .filter(
                called
                    .add(self.perhaps(Expr::col(M::Email)))
                    .add(self.perhaps(Expr::col(M::Phone))),
            )
            .into_tuple()
            .all(tx.connection())
            .await?;
        let mut foreign = HashSet::new();
        for (name, email, phone) in &rows {
            foreign.extend(Mention::of_name(name));
            foreign.extend(Mention::of_contacts(email));
            foreign.extend(Mention::of_contacts(phone));
        }
        let of_others = Query::select()
            .column(M::PersonId)
            .from(member::Entity)
            .and_where(M::PersonId.is_not_null())
            .cond_where(others())
            .to_owned();
        let theirs = Condition::all()
            .add(sign_in_name::Column::PersonId.in_subquery(of_others))
            .add(self.perhaps(Expr::col(sign_in_name::Column::Value)));
        let theirs = confirmed(tx, theirs).await?;
        let of_school = school::Entity::find_by_id(card.school_id)
            .one(tx.connection())
            .await?;
        let of_school = of_school.map(|school| [school.email, school.phone, school.journal_mail]);
        for contact in theirs.iter().chain(of_school.iter().flatten()) {
            foreign.extend(Mention::of_contacts(contact));
        }
        Ok(foreign)
    }

    /// Whether the text speaks of the person.
    pub(super) fn are_in(&self, text: &str) -> bool {
        mentions::mentions(&self.all, text)
    }

    /// Whether the text is the person's name and nothing else.
    pub(super) fn is_name(&self, text: &str) -> bool {
        let mut names = self.all.iter().filter(|one| matches!(one, Mention::Name(_)));
        names.any(|name| name.is_all_of(text))
    }

    /// The text without what speaks of the person; none when nothing does.
    pub(super) fn masked(&self, text: &str) -> Option<String> {
        mentions::masked(&self.all, text)
    }

    /// What may: the rows to look at. What it is in truth is told by the others.
    pub(super) fn perhaps(&self, column: Expr) -> Condition {
        let mut any = Condition::any().add(Expr::val(false));
        for like in &self.likes {
            any = any.add(column.clone().like(LikeExpr::new(like.clone()).escape('\\')));
            // An address stands in the pattern in small letters; these the databases fold alike.
            if like.contains('@') {
                let small = Expr::from(Func::lower(column.clone()));
                any = any.add(small.like(LikeExpr::new(like.clone()).escape('\\')));
            }
        }
        any
    }
}

/// Confirmed addresses and numbers of sign-ins.
async fn confirmed(tx: &Tx, whose: Condition) -> Result<Vec<String>> {
    use sign_in_name::Column as N;
    let names = sign_in_name::Entity::find()
        .select_only()
        .column(N::Value)
        .filter(whose)
        .filter(N::Kind.is_in([NameKind::Email, NameKind::Phone]))
        .filter(N::ConfirmedAt.is_not_null())
        .into_tuple()
        .all(tx.connection())
        .await?;
    Ok(names)
}

/// Of each form of the name the word that the most forms have: whatever speaks of the person by name has one of these.
fn anchors(all: &[Mention]) -> HashSet<&str> {
    let forms: Vec<&[String]> = all
        .iter()
        .filter_map(|one| match one {
            Mention::Name(words) => Some(words.as_slice()),
            Mention::Address(_) | Mention::Phone(_) => None,
        })
        .collect();
    let common = |word: &&str| {
        let with = forms
            .iter()
            .filter(|form| form.iter().any(|one| one == word))
            .count();
        (word.chars().count() > 1, with, word.chars().count())
    };
    let words = forms
        .iter()
        .map(|form| form.iter().map(String::as_str).max_by_key(common));
    words.flatten().collect()
}

fn likes(all: &[Mention], name: &str) -> Vec<String> {
    let mut likes: Vec<String> = anchors(all)
        .into_iter()
        .flat_map(|word| {
            // As the card has it, for the sake of capitals in the middle of a word.
            let on_card = name.split_whitespace().find(|part| small_name(part) == word);
            spelled(on_card.unwrap_or(word))
        })
        .collect();
    for one in all {
        match one {
            Mention::Name(_) => {}
            Mention::Address(address) => {
                let ascii = address.chars().map(|c| {
                    if c.is_ascii() {
                        escaped(&c.to_string())
                    } else {
                        "_".into()
                    }
                });
                likes.push(format!("%{}%", ascii.collect::<String>()));
            }
            Mention::Phone(digits) => {
                let apart: Vec<String> = digits.chars().map(String::from).collect();
                likes.push(format!("%{}%", apart.join("%")));
            }
        }
    }
    likes.sort();
    likes.dedup();
    likes
}

/// A folded word in a pattern, with anything for hyphens and apostrophes of other kinds.
fn folded(word: &str) -> String {
    word.chars()
        .map(|c| if c.is_alphanumeric() { c } else { '_' })
        .collect()
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// Patterns of a word in small letters, with capitals where names have them, and in capitals: neither database folds letters
/// that are not of ASCII wherever it runs. Any letter stands for ё and е.
fn spelled(word: &str) -> [String; 2] {
    let letters: Vec<char> = word.chars().collect();
    let all_capitals = letters
        .iter()
        .filter(|c| c.is_alphabetic())
        .all(|c| c.is_uppercase());
    let small = letters.iter().enumerate().map(|(at, letter)| {
        let begins = at
            .checked_sub(1)
            .and_then(|before| letters.get(before))
            .is_none_or(|c| !c.is_alphanumeric());
        let capital = letter.is_uppercase() && !all_capitals;
        match letter.to_lowercase().next().unwrap_or(*letter) {
            _ if begins || capital || !letter.is_alphanumeric() => "_".to_owned(),
            'е' | 'ё' => "_".to_owned(),
            letter => escaped(&letter.to_string()),
        }
    });
    let capitals = letters
        .iter()
        .map(|letter| match letter.to_uppercase().next().unwrap_or(*letter) {
            'Е' | 'Ё' => "_".to_owned(),
            letter if !letter.is_alphanumeric() => "_".to_owned(),
            letter => letter.to_string(),
        });
    [small.collect::<String>(), capitals.collect()].map(|word| format!("%{word}%"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quotes(name: &str, contacts: &str) -> Quotes {
        let mut all = Mention::of_name(name);
        all.extend(Mention::of_contacts(contacts));
        Quotes::new(all.into_iter().collect(), name)
    }

    #[test]
    fn one_word_stands_for_all_forms_of_a_name() {
        let patterns = |name, contacts| quotes(name, contacts).likes;
        assert_eq!(
            patterns("Берёзкина Аглая Серафимовна", ""),
            ["%__р_зкина%", "%Б_Р_ЗКИНА%"]
        );
        assert_eq!(patterns("ИВАНОВА АННА", ""), ["%_ванова%", "%ИВАНОВА%"]);
        assert_eq!(patterns("МакКей Анна", ""), ["%_ак__й%", "%МАКК_Й%"]);
        assert_eq!(patterns("", "A_b@c.test"), ["%a\\_b@c.test%"]);
        assert_eq!(patterns("", "8 (901) 234-56-78"), ["%9%0%1%2%3%4%5%6%7%8%"]);
        assert!(patterns("Журнал", "12-34").is_empty());
    }
}
