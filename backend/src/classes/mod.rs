//! Classes of the academic year, their people, and the step into the next one.

mod year;

use podskazka_shared::access::Role;
use podskazka_shared::access::action::{ClassEdit, ClassRead};
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::classes::{
    Class, ClassPath, ClassesCreate, ClassesFind, ClassesList, ClassesStudents, ClassesTeachers,
    ClassesUpdate, Years, YearsList,
};
use podskazka_shared::endpoint::{Endpoint, address};
use podskazka_shared::ids::{ClassId, MemberId};
use podskazka_shared::page::Page;
use podskazka_shared::problem::ProblemKind;

use crate::access::{Granted, Member, Permit};
use crate::api::{Api, Done};
use crate::call::Call;
use crate::clock::new_id;
use crate::people::{all_found, enrols};
use crate::problem::{Error, Result};
use crate::store::classes::{self, ClassRow};
use crate::store::idempotency::{self, Claim};
use crate::store::people::{cards, end};
use crate::store::{Audit, Db, Tx};

/// The endpoints of this feature.
pub fn endpoints(api: &mut Api) {
    api.serve::<ClassesList, _, _>(list);
    api.serve::<YearsList, _, _>(years);
    api.serve::<ClassesCreate, _, _>(create);
    api.serve::<ClassesFind, _, _>(find);
    api.serve::<ClassesUpdate, _, _>(update);
    api.serve::<ClassesStudents, _, _>(students);
    api.serve::<ClassesTeachers, _, _>(teachers);
    year::endpoints(api);
}

async fn list(call: Call<ClassesList>) -> Result<Done<Page<Class>>> {
    Ok(Done::new(
        classes::list(&call.app.store, &call.permit()?, &call.query).await?,
    ))
}

async fn years(call: Call<YearsList>) -> Result<Done<Years>> {
    Ok(Done::new(Years {
        present: call.member()?.school.year,
        years: classes::years(&call.app.store, &call.permit()?).await?,
    }))
}

async fn find(call: Call<ClassesFind>) -> Result<Done<Class>> {
    Ok(shown(
        view(&call.app.store, call.member()?, call.params.class).await?,
    ))
}

fn shown(class: Class) -> Done<Class> {
    let version = class.version;
    Done::new(class).version(version)
}

/// A class as this reader may see it.
///
/// # Errors
/// `not_found` when there is none, or not for this reader.
pub async fn view(db: &impl Db, member: &Member, id: ClassId) -> Result<Class> {
    let read: Permit<ClassRead> = member.permit()?;
    classes::whole(db, classes::find(db, &read, id).await?).await
}

async fn create(call: Call<ClassesCreate>) -> Result<Done<Class>> {
    let (member, permit, once) = (call.member()?, call.permit()?, call.once()?);
    let id = call
        .app
        .store
        .write(async |tx| {
            let id: ClassId = new_id(call.at);
            if let Claim::Done(done) = idempotency::claim(tx, &permit, once, id.0, call.at).await? {
                return Ok(ClassId(done));
            }
            let year = end::hold_school(tx, &permit).await?;
            let name = &call.body.name;
            if classes::named(tx, &permit, year, name).await?.is_some() {
                return Err(Error::field("/name", FieldErrorKind::Taken));
            }
            classes::insert(tx, &permit, year, &[(id, name.clone())], call.at).await?;
            Audit::of(&permit, call.at)
                .on(id.0)
                .fields(&["created"])
                .write(tx)
                .await?;
            Ok(id)
        })
        .await?;
    let path = ClassPath {
        school: call.params.school.clone(),
        class: id,
    };
    let class = view(&call.app.store, member, id).await?;
    Ok(shown(class).location(address::<ClassesFind>(&path, &Default::default())))
}

/// Holds the class of the present year at the version that the client saw, and lets `work` change it.
async fn change<E>(
    call: &Call<E>,
    work: impl AsyncFnOnce(&Tx, &Permit<ClassEdit>, Granted<ClassEdit, ClassRow>) -> Result<()>,
) -> Result<Done<Class>>
where
    E: Endpoint<Params = ClassPath, Reply = Class, Action = ClassEdit>,
{
    let (member, permit, version) = (call.member()?, call.permit()?, call.version()?);
    let read: Permit<ClassRead> = member.permit()?;
    let id = call.params.class;
    call.app
        .store
        .write(async |tx| {
            end::hold_school(tx, &permit).await?;
            let class = permit.grant(classes::hold(tx, &read, id).await?.into_row())?;
            if class.version != version {
                return Err(Error::stale(&view(tx, member, id).await?));
            }
            // Past years are history.
            if !class.is_present() {
                return Err(ProblemKind::WrongState.into());
            }
            work(tx, &permit, class).await
        })
        .await?;
    Ok(shown(view(&call.app.store, member, id).await?))
}

async fn update(call: Call<ClassesUpdate>) -> Result<Done<Class>> {
    change(&call, async |tx, permit, class| {
        let name = call.body.name.clone().unwrap_or_else(|| class.name());
        let year = end::hold_school(tx, permit).await?;
        let there = classes::named(tx, permit, year, &name).await?;
        if there.is_some_and(|there| there != class.id) {
            return Err(Error::field("/name", FieldErrorKind::Taken));
        }
        classes::rename(tx, &class, &name).await?;
        Audit::of(permit, call.at)
            .on(class.id.0)
            .fields(&["name"])
            .write(tx)
            .await
    })
    .await
}

async fn students(call: Call<ClassesStudents>) -> Result<Done<Class>> {
    let (add, remove) = (&call.body.add, &call.body.remove);
    change(&call, async |tx, permit, class| {
        let here = classes::students(tx, permit, remove).await?;
        let inside: Vec<MemberId> = remove
            .iter()
            .copied()
            .filter(|id| here.get(id) == Some(&class.id) && !add.contains(id))
            .collect();
        all_found("/remove", remove, &inside)?;
        let found = cards::present(tx, permit, add, Some(Role::Student)).await?;
        all_found("/add", add, &found)?;
        let before = classes::students(tx, permit, &found).await?;
        let new: Vec<MemberId> = found
            .into_iter()
            .filter(|id| before.get(id) != Some(&class.id))
            .collect();
        let moving: Vec<MemberId> = new.iter().chain(&inside).copied().collect();
        end::leave_classes(tx, permit, &moving, call.at).await?;
        let places: Vec<(ClassId, MemberId)> = new.iter().map(|id| (class.id, *id)).collect();
        classes::place(tx, permit, &places, call.at).await?;
        cards::touch(tx, permit, &moving).await?;
        let mut touched: Vec<ClassId> = before.into_values().chain([class.id]).collect();
        touched.sort_unstable();
        touched.dedup();
        classes::touch(tx, permit, &touched).await?;
        let mut lines: Vec<_> = moving.iter().map(|id| (id.0, vec!["class"])).collect();
        lines.push((class.id.0, vec!["students"]));
        Audit::write_all(tx, permit, &lines, call.at).await
    })
    .await
}

async fn teachers(call: Call<ClassesTeachers>) -> Result<Done<Class>> {
    let wanted = &call.body.teachers;
    let member = call.member()?;
    change(&call, async |tx, permit, class| {
        let before: Vec<MemberId> = classes::teachers(tx, &[class.id])
            .await?
            .remove(&class.id)
            .unwrap_or_default()
            .into_iter()
            .map(|teacher| teacher.id)
            .collect();
        // Who leads a class sees its children: nobody sets themselves.
        if wanted.contains(&member.id) != before.contains(&member.id) {
            return Err(ProblemKind::Forbidden.into());
        }
        let found = cards::present(tx, permit, wanted, Some(Role::ClassTeacher)).await?;
        all_found("/teachers", wanted, &found)?;
        let pair = |id: &MemberId| (class.id, *id);
        let take: Vec<MemberId> = before.iter().copied().filter(|id| !found.contains(id)).collect();
        let give: Vec<MemberId> = found.iter().copied().filter(|id| !before.contains(id)).collect();
        let (gone, new): (Vec<_>, Vec<_>) =
            (take.iter().map(pair).collect(), give.iter().map(pair).collect());
        classes::set_teachers(tx, permit, &gone, &new).await?;
        let touched: Vec<MemberId> = take.into_iter().chain(give).collect();
        // Nor through a program of one's own.
        if member.client.is_some() {
            for role in Role::ALL.iter().filter(|role| !enrols(member, **role)) {
                if !cards::present(tx, permit, &touched, Some(*role))
                    .await?
                    .is_empty()
                {
                    return Err(ProblemKind::Forbidden.into());
                }
            }
        }
        cards::touch(tx, permit, &touched).await?;
        classes::touch(tx, permit, &[class.id]).await?;
        let mut lines: Vec<_> = touched.iter().map(|id| (id.0, vec!["classes"])).collect();
        lines.push((class.id.0, vec!["teachers"]));
        Audit::write_all(tx, permit, &lines, call.at).await
    })
    .await
}
